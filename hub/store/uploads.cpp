#include "hub/store/uploads.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "common/ids/ids.hpp"

namespace hub::store {
namespace {

using common::schema::Field;
using common::schema::FieldDescriptor;
using common::schema::FieldKind;
namespace schema = common::schema;

constexpr std::size_t at_once = 20;  // each may be large, and the writer is everybody's

struct File {
  std::string tenant, sha256;
};

bool is_hash(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

/// Every text that could name a file, whatever its field is for: one too many keeps a file, one too
/// few would lose it.
void collect_hashes(const std::vector<Field>& fields, const Message& message,
                    std::set<std::string>& out) {
  auto reflection = message.GetReflection();
  for (auto& field : fields) {
    auto descriptor = field.descriptor;
    auto size = descriptor->is_repeated() ? reflection->FieldSize(message, descriptor) : 0;
    if (field.kind == FieldKind::lines) {
      for (int i = 0; i < size; ++i)
        collect_hashes(field.lines, reflection->GetRepeatedMessage(message, descriptor, i), out);
    } else if (descriptor->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      auto take = [&](const std::string& text) {
        if (is_hash(text)) out.insert(text);
      };
      for (int i = 0; i < size; ++i) take(reflection->GetRepeatedString(message, descriptor, i));
      if (!descriptor->is_repeated()) take(reflection->GetString(message, descriptor));
    }
  }
}

bool is_file_field(const Field& field) {
  return field.options->widget() == schema::options::BLOB && !field.list;
}

/// A record holds it in a field for files, or an import reads it; those that are deleted count too.
bool is_named(Connection& connection, const schema::Catalogue& catalogue, const File& file) {
  if (connection
          .scalar("SELECT 1 FROM import_part WHERE tenant = ? AND sha256 = ? LIMIT 1",
                  {file.tenant, file.sha256})
          .has_value())
    return true;
  auto in = [&](const std::string& table, const Field& field) {
    return is_file_field(field) &&
           connection
               .scalar("SELECT 1 FROM " + sql_name(table) + " WHERE tenant = ? AND " +
                           sql_name(field.name) + " = ? LIMIT 1",
                       {file.tenant, file.sha256})
               .has_value();
  };
  for (auto& type : catalogue.types())
    for (auto& field : type->fields) {
      if (in(type->table, field)) return true;
      for (auto& line : field.lines)
        if (in(lines_table(*type, field), line)) return true;
    }
  return false;
}

}  // namespace

void keep_file(Connection& connection, const std::string& tenant, const std::string& sha256) {
  connection.execute("DELETE FROM unnamed_blob WHERE tenant = ? AND sha256 = ?", {tenant, sha256});
}

bool has_sent_file(Connection& connection, const std::string& tenant, const std::string& sha256,
                   const std::string& user) {
  for (auto table : {"sent_blob", "unnamed_blob"})
    if (!user.empty() && connection
                             .scalar("SELECT 1 FROM " + std::string(table) +
                                         " WHERE tenant = ? AND sha256 = ? AND uploaded_by = ?",
                                     {tenant, sha256, user})
                             .has_value())
      return true;
  return false;
}

bool is_unnamed_file(Connection& connection, const std::string& tenant, const std::string& sha256) {
  return connection
      .scalar("SELECT 1 FROM unnamed_blob WHERE tenant = ? AND sha256 = ?", {tenant, sha256})
      .has_value();
}

UnnamedFiles unnamed_files_of(Connection& connection, const std::string& tenant,
                              const std::string& user) {
  auto& row = connection.query(
      "SELECT count(*), coalesce(sum(size), 0) FROM unnamed_blob WHERE tenant = ? AND uploaded_by "
      "= ?",
      {tenant, user});
  UnnamedFiles files;
  while (row.step()) files = {row.integer(0), row.integer(1)};
  return files;
}

std::string put_upload(Transaction& transaction, std::string_view bytes, std::string_view mime) {
  auto& sql = transaction.sql();
  auto& actor = transaction.actor();
  auto hash = common::sha256_hex(bytes);
  sql.execute(
      "INSERT INTO sent_blob (tenant, sha256, uploaded_by, at) VALUES (?, ?, ?, ?) ON CONFLICT "
      "(tenant, sha256, uploaded_by) DO UPDATE SET at = excluded.at",
      {actor.tenant, hash, actor.user, common::to_micros(transaction.now())});
  bool is_known =
      sql.scalar("SELECT 1 FROM blob WHERE tenant = ? AND sha256 = ?", {actor.tenant, hash})
          .has_value();
  if (is_known) {  // its time begins anew, if it runs at all
    sql.execute("UPDATE unnamed_blob SET at = ? WHERE tenant = ? AND sha256 = ?",
                {common::to_micros(transaction.now()), actor.tenant, hash});
    return hash;
  }
  transaction.put_blob(bytes, mime);
  sql.execute(
      "INSERT INTO unnamed_blob (tenant, sha256, uploaded_by, size, at) VALUES (?, ?, ?, ?, ?)",
      {actor.tenant, hash, actor.user, static_cast<std::int64_t>(bytes.size()),
       common::to_micros(transaction.now())});
  return hash;
}

void keep_named_files(Connection& connection, const std::string& tenant, const RecordType& type,
                      const Message* before, const Message& after) {
  std::set<std::string> was, is;
  if (before) collect_hashes(type.fields, *before, was);
  collect_hashes(type.fields, after, is);
  for (auto& hash : is)
    if (!was.count(hash)) keep_file(connection, tenant, hash);
}

std::size_t collect_unnamed_files(Store& store, common::Instant before) {
  auto limit = common::to_micros(before);
  std::vector<File> named, unnamed;
  bool has_old_sendings = false;
  store.read([&](Connection& connection) {
    has_old_sendings =
        connection.scalar("SELECT 1 FROM sent_blob WHERE at < ? LIMIT 1", {limit}).has_value();
    std::vector<File> old;
    auto& rows =
        connection.query("SELECT tenant, sha256 FROM unnamed_blob WHERE at < ? ORDER BY at LIMIT ?",
                         {limit, static_cast<std::int64_t>(at_once)});
    while (rows.step()) old.push_back({rows.text(0), rows.text(1)});
    for (auto& file : old)
      (is_named(connection, store.catalogue(), file) ? named : unnamed).push_back(file);
  });
  if (named.empty() && unnamed.empty() && !has_old_sendings) return 0;
  std::size_t collected = 0;
  store.write(store.system_command("", "collecting files"), [&](Transaction& transaction) {
    auto& sql = transaction.sql();
    collected = 0;
    sql.execute("DELETE FROM sent_blob WHERE at < ?", {limit});
    for (auto& file : named) keep_file(sql, file.tenant, file.sha256);
    // Unless a record has named it, or somebody sent it again, since it was looked for.
    for (auto& file : unnamed)
      if (sql.execute("DELETE FROM unnamed_blob WHERE tenant = ? AND sha256 = ? AND at < ?",
                      {file.tenant, file.sha256, limit}) > 0)
        collected += static_cast<std::size_t>(sql.execute(
            "DELETE FROM blob WHERE tenant = ? AND sha256 = ?", {file.tenant, file.sha256}));
  });
  return collected + named.size();
}

}  // namespace hub::store
