// GraphQL documents of clients: any bytes are read or refused, and what is found valid can be
// planned, its cost told or refused.
#include <cstdint>
#include <string_view>

#include "common/error/error.hpp"
#include "hub/graphql/catalogue_schema.hpp"
#include "hub/graphql/impl/rules.hpp"
#include "hub/graphql/parser.hpp"
#include "hub/graphql/plan.hpp"
#include "hub/graphql/validation.hpp"

namespace {

using namespace hub::graphql;

const Schema& schema() {
  static const auto made = [] {
    auto types = std::make_shared<const hub::store::Schema>(common::schema::Catalogue::compiled());
    common::rules::Actor actor;
    actor.tenant = "t1";
    actor.user = "u1";
    actor.roles = {"admin"};
    return make_schema(types, common::rules::RuleBook::registered(), actor);
  }();
  return *made;
}

/// All shapes below a field, as far as types are known without records.
void plan_below(const Planner& planner, Shape& shape, int depth) {
  for (auto& pick : shape.picks) {
    auto& type = *pick.field->type.type;
    if (!type.is_leaf() && type.kind == TypeKind::object && depth < 16)
      plan_below(planner, planner.below(pick, type), depth + 1);
  }
}

void plan(const Document& document, const Operation& operation) {
  auto root = impl::root_type(schema(), operation.kind);
  Variables none;
  Planner planner(schema(), document, none);
  planner.check_cost(operation, *root);
  plan_below(planner, *planner.shape(*root, operation.selections), 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    auto document = parse({reinterpret_cast<const char*>(data), size});
    if (!validate(schema(), document).empty()) return 0;
    for (auto& operation : document.operations) plan(document, operation);
  } catch (const common::Error& error) {
    bool refused = error.code() == common::ErrorCode::bad_input ||
                   error.code() == common::ErrorCode::too_large;
    if (!refused) throw;
  }
  return 0;
}
