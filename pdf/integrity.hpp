#pragma once
#include <string>
#include <string_view>

#include "common/ids/ids.hpp"

// Inline on purpose: whoever only compares hashes (the van agent) does not load the PDF libraries.
namespace pdf {

enum class Integrity { unchanged, altered };

/// What a signature records about its document: SHA-256 of the bytes, 64 lower-case hex characters.
inline std::string document_hash(std::string_view bytes) {
  return common::sha256_hex(bytes);
}

/// `recorded_hash` as document_hash gave it. One changed, added or missing byte is `altered`.
inline Integrity verify(std::string_view bytes, std::string_view recorded_hash) {
  return document_hash(bytes) == recorded_hash ? Integrity::unchanged : Integrity::altered;
}

}  // namespace pdf
