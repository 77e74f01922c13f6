#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "common/schema/schema.hpp"

namespace common::codec {

using Json = nlohmann::json;
/// Tells which fields of a record may be shown; lines as a whole.
using Visible = std::function<bool(const schema::Field&)>;

/// Appends text as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD.
void append_json_text(std::string& out, std::string_view text);

/// A record as one JSON object: header fields first (id, version, state, created_at …), then its
/// own in order; what is not set is left out; secrets never appear.
std::string to_json(const schema::RecordType& type, const schema::Message& record,
                    const Visible& visible = {});
/// Any message with field options (a line, an action's input).
std::string to_json(const std::vector<schema::Field>& fields, const schema::Message& message);

/// Sets what `patch` names, clears what it sets to null, leaves the rest (RFC 7396). Lines come as
/// whole arrays; a line without id gets a fresh one. Throws bad_input with the violations found,
/// at most 100: unknown field, wrong type, unknown choice, derived field, locked field (unless
/// `creating`). Header fields other than tags and external_ids are refused, but for version, which
/// a client may send back.
void merge_json(const schema::RecordType& type, schema::Message& record, const Json& patch,
                bool creating = false);
void merge_json(const std::vector<schema::Field>& fields, schema::Message& message,
                const Json& patch);

/// JSON text within the bounds of common/text/bounded_json.hpp. Throws bad_input saying where it
/// breaks.
Json parse_json(std::string_view text);

}  // namespace common::codec
