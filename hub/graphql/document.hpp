#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/error/error.hpp"

/// A GraphQL document as it was written. Source: GraphQL specification, October 2021, section 2.
namespace hub::graphql {

/// Where something stands in the text, from 1; a column is a character.
struct Place {
  std::uint32_t line = 1, column = 1;
};

/// The document cannot be read. Code bad_input, or too_large where a bound was exceeded.
class Unreadable : public common::Error {
 public:
  Unreadable(common::ErrorCode code, std::string text, Place place)
      : Error(code, std::move(text), "query"), place_(place) {}
  Place place() const { return place_; }

 private:
  Place place_;
};

struct Member;

struct Value {
  enum class Kind { variable, integer, decimal, text, boolean, null, choice, list, object };
  Kind kind = Kind::null;
  Place place;
  std::string text;  ///< name of the variable or choice, digits, content of the text, "true"
  std::vector<Value> items;
  std::vector<Member> members;
};

/// Of an object, or an argument.
struct Member {
  std::string name;
  Place place;
  Value value;
};

struct Directive {
  std::string name;
  Place place;
  std::vector<Member> arguments;
};

struct Selection {
  enum class Kind { field, spread, fragment };  ///< fragment: written in place
  Kind kind = Kind::field;
  Place place;
  std::string alias;  ///< empty: the name
  std::string name;   ///< of the field or the named fragment
  std::string on;     ///< fragment: its type; empty: that around it
  std::vector<Member> arguments;
  std::vector<Directive> directives;
  std::vector<Selection> selections;

  const std::string& key() const { return alias.empty() ? name : alias; }
};

/// "[Name!]!": modifiers from the inside out, '!' and '['.
struct TypeText {
  std::string name;
  std::string modifiers;
  Place place;
};

struct Variable {
  std::string name;
  Place place;
  TypeText type;
  std::optional<Value> fallback;
  std::vector<Directive> directives;
};

struct Operation {
  enum class Kind { query, mutation, subscription };
  Kind kind = Kind::query;
  std::string name;
  Place place;
  std::vector<Variable> variables;
  std::vector<Directive> directives;
  std::vector<Selection> selections;
};

struct Fragment {
  std::string name, on;
  Place place, on_place;
  std::vector<Directive> directives;
  std::vector<Selection> selections;
};

struct Document {
  std::vector<Operation> operations;
  std::vector<Fragment> fragments;

  const Fragment* find_fragment(const std::string& name) const {
    for (auto& fragment : fragments)
      if (fragment.name == name) return &fragment;
    return nullptr;
  }
};

}  // namespace hub::graphql
