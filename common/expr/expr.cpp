#include "common/expr/expr.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/impl/check.hpp"
#include "common/expr/impl/compute.hpp"
#include "common/expr/impl/values.hpp"
#include "common/text/text.hpp"

namespace common::expr {
namespace {

using schema::Message;

Node make_node(Node::Kind kind, const std::vector<Expression>& parts) {
  Node node;
  node.kind = kind;
  for (auto& part : parts) node.children.push_back(part.root());
  return node;
}

struct Evaluation {
  const Message& record;
  const Context& context;
  const Expression::Find& find;
};

std::optional<bool> evaluate_pair(const Comparison& comparison, const Evaluation& in) {
  auto left = impl::compute(*comparison.left, in.record, in.context, in.find);
  auto right = impl::compute(*comparison.right, in.record, in.context, in.find);
  if (left.is_none() || right.is_none()) return false;
  if (left.is_unknown() || right.is_unknown()) return std::nullopt;
  bool text =
      comparison.path.comparing == Comparing::text || comparison.path.comparing == Comparing::exact;
  if (!text && left.text != right.text) return false;  // amounts in two currencies
  int order = text ? left.text.compare(right.text)
                   : (left.integer > right.integer) - (left.integer < right.integer);
  switch (comparison.operation) {
    case Operator::less:
      return order < 0;
    case Operator::less_or_equal:
      return order <= 0;
    case Operator::greater:
      return order > 0;
    case Operator::greater_or_equal:
      return order >= 0;
    default:
      return order == 0;
  }
}

std::optional<bool> evaluate_comparison(const Comparison& comparison, const Evaluation& in) {
  if (comparison.right) return evaluate_pair(comparison, in);
  auto test = test_of(comparison, in.context);
  if (std::holds_alternative<Unknown>(test)) return std::nullopt;
  if (comparison.left) {
    auto left = impl::compute(*comparison.left, in.record, in.context, in.find);
    if (left.is_unknown()) return std::nullopt;
    return !left.is_none() && impl::meets({left.integer, left.text}, test);
  }
  return impl::any_item(comparison.path, in.record,
                        [&](const impl::Item& item) { return impl::meets(item, test); });
}

std::optional<bool> evaluate_node(const Node& node, const Evaluation& in);

std::optional<bool> evaluate_referenced(const Node& node, const Evaluation& in) {
  auto id = impl::id_behind({node.reference, node.target}, in.record);
  if (id.empty()) return false;
  auto target = in.find.record(*node.target, id);
  if (!target) return std::nullopt;
  Evaluation there{*target, in.context, in.find};
  if (node.reach && evaluate_node(*node.reach, there) != true) return std::nullopt;
  return evaluate_node(node.children[0], there);
}

/// Three-valued: a single false decides "all", a single true decides "any"; else one unknown makes
/// it unknown.
std::optional<bool> evaluate_node(const Node& node, const Evaluation& in) {
  switch (node.kind) {
    case Node::Kind::comparison:
      return evaluate_comparison(*node.comparison, in);
    case Node::Kind::referenced:
      return evaluate_referenced(node, in);
    case Node::Kind::referring:
      return in.find.referring(node, schema::header(in.record).id(), in.context);
    case Node::Kind::negation: {
      auto value = evaluate_node(node.children[0], in);
      return value ? std::optional<bool>(!*value) : std::nullopt;
    }
    default:
      break;
  }
  bool deciding = node.kind == Node::Kind::any;
  bool unknown = false;
  for (auto& child : node.children) {
    auto value = evaluate_node(child, in);
    if (value == deciding) return deciding;
    unknown = unknown || !value;
  }
  if (unknown) return std::nullopt;
  return !deciding;
}

void collect(const Node& node, const schema::RecordType& type, std::vector<Read>& reads);

void collect(const Computation& value, const schema::RecordType& type, std::vector<Read>& reads) {
  auto owner = &type;
  for (auto& hop : value.through) {
    reads.push_back({owner, nullptr, hop.reference});
    owner = hop.target;
  }
  if (value.path.field || value.path.header || value.path.lines)
    reads.push_back({owner, &value.path, nullptr});
  if (value.condition) collect(*value.condition, type, reads);
  for (auto& part : value.of) collect(part, type, reads);
}

void collect(const Node& node, const schema::RecordType& type, std::vector<Read>& reads) {
  if (node.kind == Node::Kind::comparison) {
    auto& comparison = *node.comparison;
    if (!comparison.left) reads.push_back({&type, &comparison.path, nullptr});
    if (comparison.left) collect(*comparison.left, type, reads);
    if (comparison.right) collect(*comparison.right, type, reads);
  }
  if (node.kind == Node::Kind::referenced) reads.push_back({&type, nullptr, node.reference});
  for (auto& child : node.children) collect(child, node.target ? *node.target : type, reads);
}

Node within_node(Node node, const Expression::Reach& reach) {
  for (auto& child : node.children) child = within_node(std::move(child), reach);
  if (node.kind == Node::Kind::referenced)
    if (auto reached = reach(*node.target)) node.reach = std::make_shared<Node>(reached->root());
  return node;
}

}  // namespace

std::optional<bool> impl::evaluate_node(const Node& node, const Message& record,
                                        const Context& context, const Find& find) {
  return expr::evaluate_node(node, {record, context, find});
}

std::vector<Read> impl::reads_of(const Computation& computation, const schema::RecordType& type) {
  std::vector<Read> reads;
  collect(computation, type, reads);
  return reads;
}

Expression Expression::parse(std::string_view text, const schema::RecordType& type,
                             const schema::Catalogue& catalogue, const Visible& visible) {
  return Expression(type, impl::check_filter(text, {&type, &catalogue, visible}));
}

Expression Expression::any_of(const schema::RecordType& type,
                              const std::vector<Expression>& parts) {
  return Expression(type, make_node(Node::Kind::any, parts));
}

Expression Expression::all_of(const schema::RecordType& type,
                              const std::vector<Expression>& parts) {
  return Expression(type, make_node(Node::Kind::all, parts));
}

Expression Expression::none_of(const schema::RecordType& type, const Expression& part) {
  return Expression(type, make_node(Node::Kind::negation, {part}));
}

Expression Expression::of_mine(std::string_view path, std::vector<std::string> Circle::*part,
                               const schema::RecordType& type, const schema::Catalogue& catalogue) {
  // Some id, so that the path is checked as any other; then the circle in its place.
  auto checked =
      parse(std::string(path) + " = \"00000000-0000-7000-8000-000000000000\"", type, catalogue);
  if (checked.root_.kind != Node::Kind::comparison || checked.root_.comparison->left ||
      checked.root_.comparison->path.comparing != Comparing::exact)
    refuse("filter", say("{} is no reference of the record itself", path));
  auto comparison = std::make_shared<Comparison>(*checked.root_.comparison);
  comparison->literal = Mine{part};
  checked.root_.comparison = std::move(comparison);
  return checked;
}

Expression Expression::of_referenced(const schema::RecordType& type, const schema::Field& reference,
                                     const Expression& of_target) {
  bool leads = reference.is_reference() || reference.kind == schema::FieldKind::about;
  if (!leads || reference.list || &of_target.type() == &type)
    throw Error(ErrorCode::internal,
                type.name + "." + reference.name + ": not a single reference to another type");
  Node node;
  node.kind = Node::Kind::referenced;
  node.reference = &reference;
  node.target = &of_target.type();
  node.children.push_back(of_target.root());
  return Expression(type, std::move(node));
}

Expression Expression::of_referring(const schema::RecordType& type, const schema::Field* lines,
                                    const schema::Field& reference, const Expression& of_target) {
  bool leads = reference.kind == schema::FieldKind::about ||
               (reference.is_reference() && reference.options->refers() == type.name);
  if (!leads || reference.list || &of_target.type() == &type)
    throw Error(ErrorCode::internal, of_target.type().name + "." + reference.name +
                                         ": not a single reference of another type to " +
                                         type.name);
  Node node;
  node.kind = Node::Kind::referring;
  node.lines = lines;
  node.reference = &reference;
  node.target = &of_target.type();
  node.children.push_back(of_target.root());
  return Expression(type, std::move(node));
}

std::optional<bool> Expression::evaluate(const Message& record, const Context& context,
                                         const Find& find) const {
  return evaluate_node(root_, {record, context, find});
}

std::vector<Read> Expression::reads() const {
  std::vector<Read> reads;
  collect(root_, *type_, reads);
  return reads;
}

Expression Expression::within(const Reach& reach) const {
  return Expression(*type_, within_node(root_, reach));
}

}  // namespace common::expr
