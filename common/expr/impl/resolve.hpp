#pragma once
#include "common/error/sentence.hpp"
#include "common/expr/expr.hpp"

namespace common::expr::impl {

/// What is wrong, without the place; the checker adds it.
struct Refusal {
  Sentence reason;
};

/// Whose fields are meant, and which of them the asking person knows.
struct Scope {
  const schema::RecordType* type;
  const schema::Catalogue* catalogue;
  const Visible& visible;
};

/// Where a path ends: after the references it follows, in a record of `type`.
struct Place {
  std::vector<Hop> hops;
  const schema::RecordType* type;
  Path path;
};
/// Throws Refusal.
Place resolve_place(std::string_view text, Scope scope);

struct Word {
  std::string text;
  bool quoted = false;
};
/// The literal that a word is for this path. Throws Refusal.
Literal resolve_literal(const Path& path, Operator operation, const Word& word,
                        const schema::RecordType& type);

/// Whether a bare word may be another field, since no value of the path looks like a name.
bool takes_bare_names(const Path& path, const schema::RecordType& type);
bool is_boolean(const Path& path);
/// Record type whose ids the path holds; empty: not ids.
std::string refers(const Path& path, const schema::RecordType& type);

/// The name that was probably meant; empty when none is near.
std::string nearest(const std::string& name, const std::vector<std::string>& names);

}  // namespace common::expr::impl
