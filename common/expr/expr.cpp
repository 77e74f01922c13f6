#include "common/expr/expr.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/impl/parser.hpp"
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

bool meets(const impl::Item& item, const Test& test) {
  if (std::holds_alternative<Present>(test)) return true;
  if (auto range = std::get_if<Range>(&test)) return range->has(item.integer);
  if (auto money = std::get_if<MoneyRange>(&test)) {
    auto places = codec::currency_places(item.text);
    return (places == 0 ? money->none : places == 3 ? money->three : money->two).has(item.integer);
  }
  auto wanted = std::get_if<TextTest>(&test);
  if (!wanted) return false;
  switch (wanted->operation) {
    case Operator::equal:
      return item.text == wanted->operand;
    case Operator::less:
      return item.text < wanted->operand;
    case Operator::less_or_equal:
      return item.text <= wanted->operand;
    case Operator::greater:
      return item.text > wanted->operand;
    case Operator::greater_or_equal:
      return item.text >= wanted->operand;
    case Operator::contains:
      return item.text.find(wanted->operand) != std::string::npos;
    case Operator::present:
      return true;
  }
  return false;
}

std::optional<bool> evaluate_comparison(const Comparison& comparison, const Evaluation& in) {
  auto test = test_of(comparison, in.context);
  if (std::holds_alternative<Unknown>(test)) return std::nullopt;
  return impl::any_item(comparison.path, in.record,
                        [&](const impl::Item& item) { return meets(item, test); });
}

std::optional<bool> evaluate_node(const Node& node, const Evaluation& in);

/// Where the record's reference leads; empty for nowhere, or to another type.
std::string target_of(const Node& node, const Message& record) {
  auto reflection = record.GetReflection();
  auto descriptor = node.reference->descriptor;
  if (!reflection->HasField(record, descriptor)) return {};
  if (node.reference->kind != schema::FieldKind::about)
    return reflection->GetString(record, descriptor);
  auto& about = static_cast<const truckroll::About&>(reflection->GetMessage(record, descriptor));
  return about.type() == node.target->name ? about.id() : std::string();
}

std::optional<bool> evaluate_referenced(const Node& node, const Evaluation& in) {
  auto id = target_of(node, in.record);
  if (id.empty()) return false;
  auto target = in.find.record(*node.target, id);
  if (!target) return std::nullopt;
  return evaluate_node(node.children[0], {*target, in.context, in.find});
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

void collect(const Node& node, std::vector<const Path*>& paths) {
  if (node.kind == Node::Kind::comparison) paths.push_back(&node.comparison->path);
  if (node.kind == Node::Kind::referenced || node.kind == Node::Kind::referring) return;
  for (auto& child : node.children) collect(child, paths);
}

}  // namespace

Expression Expression::parse(std::string_view text, const schema::RecordType& type,
                             const schema::Catalogue& catalogue) {
  return Expression(type, impl::parse(text, type, catalogue));
}

Expression Expression::any_of(const schema::RecordType& type,
                              const std::vector<Expression>& parts) {
  return Expression(type, make_node(Node::Kind::any, parts));
}

Expression Expression::all_of(const schema::RecordType& type,
                              const std::vector<Expression>& parts) {
  return Expression(type, make_node(Node::Kind::all, parts));
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
  if (!reference.is_reference() || reference.list || reference.options->refers() != type.name ||
      &of_target.type() == &type)
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

std::vector<const Path*> Expression::paths() const {
  std::vector<const Path*> paths;
  collect(root_, paths);
  return paths;
}

}  // namespace common::expr
