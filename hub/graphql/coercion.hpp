#pragma once
#include <functional>

#include "hub/graphql/document.hpp"
#include "hub/graphql/schema.hpp"

namespace hub::graphql {

/// A value that does not fit its type. Code bad_input.
class Misfit : public common::Error {
 public:
  Misfit(const std::string& text, Place place)
      : Error(common::ErrorCode::bad_input, text), place_(place) {}
  Place place() const { return place_; }

 private:
  Place place_;
};

/// The variables of a request, coerced; those that were not given are absent.
using Variables = std::map<std::string, Json>;
/// Told of each variable in a value where a value of this type is expected; `has_fallback`: the
/// place has a default value of its own.
using OnVariable =
    std::function<void(const Value& variable, const TypeUse& expected, bool has_fallback)>;

/// A value from JSON as the type wants it: choices in their name in the API, members by the
/// schema's names. Throws Misfit with `place`, its text beginning with `path`.
Json coerce(const Json& value, const TypeUse& type, const std::string& path, Place place);

/// The same of a value as written. A variable that was not given leaves its member out; at the top
/// that gives nothing.
std::optional<Json> coerce(const Value& value, const TypeUse& type, const Variables& variables);

/// Checks a value as written without knowing the variables, of which it tells. Throws Misfit.
void check_value(const Value& value, const TypeUse& type, bool has_fallback,
                 const OnVariable& on_variable);

/// Arguments by name, defaults put in; those that are neither given nor have one are absent.
/// Throws Misfit.
std::map<std::string, Json> coerce_arguments(const std::vector<InputField>& wanted,
                                             const std::vector<Member>& given, Place place,
                                             const Variables& variables);

/// Members of an input object (coerced) under their names in the API's JSON.
Json to_api(const Json& value, const TypeUse& type);

}  // namespace hub::graphql
