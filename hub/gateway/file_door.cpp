#include "hub/gateway/file_door.hpp"

#include <charconv>

#include "common/certificates/proof.hpp"
#include "common/codec/file_type.hpp"
#include "common/error/error.hpp"
#include "common/http/problem.hpp"
#include "common/text/json_text.hpp"
#include "hub/gateway/blobs.hpp"
#include "hub/gateway/device_proof.hpp"
#include "hub/gateway/feed.hpp"
#include "hub/gateway/registry.hpp"
#include "hub/store/tables.hpp"

namespace hub::gateway {

namespace http = common::http;
using common::Error;
using common::ErrorCode;
using http::Params;
using http::Request;
using http::Response;
using store::Connection;

namespace {

/// The proof was made at another time than this hub's.
struct WrongTime {};

std::uint64_t number_of(const Request& request, const char* name) {
  auto text = request.parameter(name).value_or("");
  std::uint64_t value = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || fault != std::errc() || end != text.data() + text.size())
    common::refuse(name, "expected a number of bytes");
  return value;
}

std::string hash_of(const Params& params) {
  auto hash = std::string(params["sha256"]);
  if (hash.size() != 64 || hash.find_first_not_of("0123456789abcdef") != std::string::npos)
    common::refuse("sha256", "expected 64 hexadecimal digits");
  return hash;
}

common::sync::wire::BlobChunk chunk_of(const Request& request, const Params& params) {
  common::sync::wire::BlobChunk chunk;
  chunk.set_sha256(hash_of(params));
  chunk.set_offset(number_of(request, "offset"));
  chunk.set_total(number_of(request, "total"));
  chunk.set_mime(std::string(request.parameter("mime").value_or("")));
  if (chunk.total() > common::sync::blob_bytes_max)
    throw Error(ErrorCode::too_large, "this file is too large; the most is 64 MB");
  if (request.body.size() > FileDoor::piece_bytes_max)
    throw Error(ErrorCode::too_large, "a piece of a file may have 1 MiB at most");
  if (chunk.offset() > chunk.total() || request.body.size() > chunk.total() - chunk.offset())
    common::refuse("total", "expected the bytes of the whole file");
  chunk.set_data(request.body);
  return chunk;
}

Response refuse_time(common::Instant now) {
  auto problem = http::problem(401, "wrong_time", "the time of this request is too far off");
  auto body = common::read_json(problem.text());
  body["now"] = common::format_instant(now);
  problem.body = common::json_text(body);
  return problem;
}

bool names(Connection& connection, const std::string& tenant, const std::string& scope,
           const std::string& table, const char* id, const std::string& column,
           const std::string& sha256) {
  return connection
      .scalar("SELECT 1 FROM " + store::sql_name(table) +
                  " t JOIN scope_member m ON m.tenant = " + "t.tenant AND m.record = t." + id +
                  " WHERE t.tenant = ? AND m.scope = ? AND m.removed = 0 AND t." +
                  store::sql_name(column) + " = ? LIMIT 1",
              {tenant, scope, sha256})
      .has_value();
}

bool is_file(const store::Field& field) {
  return field.options->widget() == common::schema::options::BLOB && !field.list;
}

}  // namespace

FileDoor::Asker FileDoor::asker_of(const Request& request) {
  auto proof = common::certificates::read_proof(request.headers.find("Authorization").value_or(""));
  if (!proof) throw Error(ErrorCode::unauthenticated, "expected the proof of a van's computer");
  auto text = common::certificates::proof_text(http::method_name(request.method), request.target,
                                               request.body, proof->at);
  auto proven =
      prove_device(store_, authority_pem_, proof->certificate_pem, text, proof->signature);
  if (std::chrono::abs(store_.clock().now() - proof->at) > clock_tolerance) throw WrongTime();
  return {proven.tenant, proven.device};
}

Response FileDoor::take(const Request& request, const Params& params) try {
  auto asker = asker_of(request);
  auto chunk = chunk_of(request, params);
  auto command = store_.system_command(asker.tenant, "blob of " + asker.device);
  command.actor.device = asker.device;
  auto progress = store_.write_result(
      command, [&](store::Transaction& transaction) { return store_chunk(transaction, chunk); });
  if (progress.refused)
    throw Error(ErrorCode::conflict, "the bytes that came do not have the hash they were sent as");
  return http::json({{"have_bytes", progress.have_bytes}, {"durable", progress.durable}});
} catch (const WrongTime&) {
  return refuse_time(store_.clock().now());
}

Response FileDoor::give(const Request& request, const Params& params) try {
  auto asker = asker_of(request);
  auto hash = hash_of(params);
  std::optional<store::BlobInfo> blob;
  store_.read([&](Connection& connection) {
    if (may_have(connection, asker, hash)) blob = store::load_blob(connection, asker.tenant, hash);
  });
  if (!blob) throw Error(ErrorCode::not_found, "there is no such file for this van");
  return http::send_bytes(request, std::make_shared<const std::string>(std::move(blob->bytes)),
                          "application/octet-stream", "\"" + hash + "\"", "private, no-store");
} catch (const WrongTime&) {
  return refuse_time(store_.clock().now());
}

/// Only what travels: fields that a scope leaves out lead to no file either.
bool FileDoor::may_have(Connection& connection, const Asker& asker, const std::string& sha256) {
  auto van = find_van(connection, asker.tenant, asker.device, store_.clock().now());
  if (!van || !van->is_admitted()) return false;
  auto plan = plans_.of(asker.tenant);
  auto scopes = van->scopes();
  for (auto& type : plan->catalogue().types()) {
    if (plan->rules(*type).empty()) continue;
    for (auto& scope : van->scopes()) {
      auto hidden = hidden_fields(*plan, *type, kind_of_scope(scope));
      for (auto& field : type->fields) {
        if (hidden.count(field.descriptor->number())) continue;
        if (is_file(field) &&
            names(connection, asker.tenant, scope, type->table, "id", field.name, sha256))
          return true;
        for (auto& line : field.lines)
          if (is_file(line) && names(connection, asker.tenant, scope,
                                     store::lines_table(*type, field), "record", line.name, sha256))
            return true;
      }
    }
  }
  return false;
}

}  // namespace hub::gateway
