#include "common/expr/formula.hpp"

#include "common/error/error.hpp"
#include "common/expr/impl/check.hpp"
#include "common/expr/impl/compute.hpp"

namespace common::expr {

Formula Formula::parse(std::string_view text, const schema::RecordType& type,
                       const schema::Catalogue& catalogue, const Visible& visible) {
  return Formula(type, impl::check_formula(text, {&type, &catalogue, visible}));
}

Formula::Value Formula::evaluate(const schema::Message& record, const Context& context,
                                 const Find& find) const {
  auto result = impl::compute(computation_, record, context, find);
  if (result.is_none()) return {};
  if (result.is_unknown()) refuse("formula", result.why);
  switch (computation_.comparing) {
    case Comparing::number:
      return Number{result.integer};
    case Comparing::money:
      return Amount{result.integer, result.text};
    case Comparing::instant:
      return from_micros(result.integer);
    case Comparing::date:
      return Day{static_cast<std::int32_t>(result.integer)};
    case Comparing::span:
      return Span{result.integer};
    default:
      return result.text;
  }
}

std::vector<Read> Formula::reads() const {
  return impl::reads_of(computation_, *type_);
}

}  // namespace common::expr
