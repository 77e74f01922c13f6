#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "common/http/router.hpp"
#include "common/rules/rules.hpp"
#include "hub/store/schemas.hpp"

namespace hub::api {

/// The API as OpenAPI 3.1, as far as this actor may use it: what he may not read or do is not in
/// it. Record types come from the catalogue; the other routes say themselves what they are for.
nlohmann::json describe_api(const store::Schema& types, const common::rules::RuleBook& book,
                            const common::rules::Actor& actor,
                            const std::vector<common::http::Route>& routes);

/// The JSON schema of a field's value: as it comes, or as it may be sent.
nlohmann::json schema_of(const common::schema::Field& field, bool input);
/// The schemas of values that are objects, by name: Money, Address and so on, and Problem.
nlohmann::json value_schemas();
/// The shape of an example: objects, lists by their first item, texts and numbers; null is
/// anything, {"or_null": x} what is shaped as x, or null.
nlohmann::json schema_of_example(const nlohmann::json& example);
/// An example as it may come: x for {"or_null": x}.
nlohmann::json plain_example(const nlohmann::json& example);

nlohmann::json query_parameter(const std::string& name, const std::string& text,
                               nlohmann::json schema);
/// Those that "{…}" in a path stands for.
nlohmann::json path_parameters(const std::string& path);
/// Those that many operations take, by the name under which these refer to them.
nlohmann::json shared_parameters();

}  // namespace hub::api
