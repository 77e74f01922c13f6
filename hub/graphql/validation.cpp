#include "hub/graphql/validation.hpp"

#include "hub/graphql/impl/rules.hpp"

namespace hub::graphql {
namespace impl {

const Type* root_type(const Schema& schema, Operation::Kind kind) {
  switch (kind) {
    case Operation::Kind::query:
      return schema.query;
    case Operation::Kind::mutation:
      return schema.mutation;
    default:
      return schema.subscription;
  }
}

const OutputField* find_field(const Schema& schema, const Type& parent, const std::string& name) {
  if (!name.starts_with("__")) return parent.find(name);
  bool known = name == "__typename" || &parent == schema.query;
  return known ? schema.meta.find(name) : nullptr;
}

}  // namespace impl

std::vector<Fault> validate(const Schema& schema, const Document& document) {
  impl::Faults faults;
  impl::check_fragments(schema, document, faults);
  if (faults.empty()) impl::check_fields(schema, document, faults);
  if (faults.empty()) impl::check_overlap(schema, document, faults);
  return faults.take();
}

}  // namespace hub::graphql
