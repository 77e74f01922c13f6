#pragma once
#include "common/expr/expr.hpp"

namespace common::expr::impl {

Node parse(std::string_view text, const schema::RecordType& type,
           const schema::Catalogue& catalogue);

/// What is wrong, without the place; the parser adds it.
struct Refusal {
  std::string reason;
};

/// Throws Refusal.
Path resolve_path(std::string_view text, const schema::RecordType& type);

struct Word {
  std::string text;
  bool quoted = false;
  bool today = false;
  std::int32_t offset_days = 0;
};
/// The literal that a word is for this path. Throws Refusal.
Literal resolve_literal(const Path& path, Operator operation, const Word& word,
                        const schema::RecordType& type);

}  // namespace common::expr::impl
