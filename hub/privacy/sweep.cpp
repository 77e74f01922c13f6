#include "hub/privacy/sweep.hpp"

#include "common/text/text.hpp"
#include "hub/store/erasure.hpp"

namespace hub::privacy {
namespace {

using store::Values;

bool names(const Subject& subject, const std::string& bytes) {
  for (auto& [type, id] : subject.records)
    if (bytes.find(id) != std::string::npos) return true;
  auto folded = common::text::to_lower(bytes);
  for (auto& address : subject.addresses)
    if (folded.find(address) != std::string::npos) return true;
  return false;
}

/// Answers that are kept for repeated requests, and what finished jobs carried.
void sweep_answers(Connection& sql, const std::string& tenant, const Subject& subject) {
  std::vector<std::pair<std::string, std::string>> answers;
  auto& rows = sql.query("SELECT user_id, key, body FROM idempotency WHERE tenant = ?", {tenant});
  while (rows.step())
    if (names(subject, rows.text(2))) answers.emplace_back(rows.text(0), rows.text(1));
  for (auto& [user, key] : answers)
    sql.execute("DELETE FROM idempotency WHERE tenant = ? AND user_id = ? AND key = ?",
                {tenant, user, key});
  std::vector<std::string> jobs;
  auto& done = sql.query(
      "SELECT id, payload, key FROM job WHERE state IN ('done', 'failed', 'cancelled') AND "
      "(tenant = ? OR tenant = '')",
      {tenant});
  while (done.step())
    if (names(subject, done.text(1) + done.text(2))) jobs.push_back(done.text(0));
  for (auto& id : jobs)
    sql.execute("DELETE FROM job WHERE id = ? AND (tenant = ? OR tenant = '')", {id, tenant});
}

/// Files of imports that made or changed the person's records, and rows that were refused.
void sweep_imports(Connection& sql, const std::string& tenant, const Subject& subject) {
  std::set<std::string> runs;
  for (auto& [type, id] : subject.records) {
    auto& rows = sql.query(
        "SELECT DISTINCT cause FROM change WHERE tenant = ? AND record = ? AND cause LIKE 'import "
        "%'",
        {tenant, id});
    while (rows.step()) runs.insert(rows.text(0).substr(7));
  }
  auto& faults = sql.query("SELECT run, value FROM import_fault WHERE tenant = ?", {tenant});
  while (faults.step())
    if (names(subject, faults.text(1))) runs.insert(faults.text(0));
  for (auto& run : runs) {
    // Another import may be of the same file: the collector of files looks.
    sql.execute(
        "INSERT INTO unnamed_blob (tenant, sha256, uploaded_by, size, at) SELECT DISTINCT tenant, "
        "sha256, '', 0, 0 FROM import_part WHERE tenant = ? AND run = ? ON CONFLICT DO NOTHING",
        {tenant, run});
    sql.execute("DELETE FROM import_part WHERE tenant = ? AND run = ?", {tenant, run});
    sql.execute("DELETE FROM import_fault WHERE tenant = ? AND run = ?", {tenant, run});
  }
}

/// Kept exports are packed and cannot be looked through: all go, and are asked for again. Of what
/// was put together for people only what is about him.
void sweep_exports(Connection& sql, const std::string& tenant, const Subject& subject) {
  sql.execute("DELETE FROM export_part WHERE tenant = ? AND id NOT LIKE 'privacy %'", {tenant});
  for (auto& [type, id] : subject.records)
    sql.execute(
        "DELETE FROM export_part WHERE tenant = ? AND id IN (SELECT 'privacy ' || id FROM "
        "privacy_request WHERE tenant = ? AND ? IN (contact, lead, account, \"user\", employee, "
        "technician))",
        {tenant, tenant, id});
  sql.execute("DELETE FROM export_run WHERE tenant = ? AND state NOT IN ('waiting', 'running')",
              {tenant});
}

/// Of a user: his name beside what he did (his id stays), his ways in.
void sweep_user(Connection& sql, const std::string& tenant, const Subject& subject) {
  for (auto& [type, id] : subject.records) {
    if (type != "admin.User") continue;
    for (auto table : {"change", "read_log"})
      sql.execute("UPDATE " + std::string(table) +
                      " SET actor_name = NULL WHERE tenant = ? AND actor = ? AND actor_name IS NOT "
                      "NULL",
                  {tenant, id});
    sql.execute("UPDATE sign_in_log SET address = NULL WHERE tenant = ? AND user_id = ?",
                {tenant, id});
    for (auto table : {"session", "access_token", "password_reset"})
      sql.execute("DELETE FROM " + std::string(table) + " WHERE tenant = ? AND user_id = ?",
                  {tenant, id});
  }
  for (auto& address : subject.addresses)
    sql.execute("DELETE FROM sign_in_failure WHERE login = ?", {address});
}

/// Deliveries that told of him or whose receivers answered with what they were told. What was not
/// sent yet is sent no more.
std::set<std::string> deliveries_of(Connection& sql, const std::string& tenant,
                                    const Subject& subject) {
  std::set<std::string> found;
  for (auto& [type, id] : subject.records) {
    auto& rows = sql.query("SELECT id FROM webhook_delivery WHERE tenant = ? AND record_id = ?",
                           {tenant, id});
    while (rows.step()) found.insert(rows.text(0));
  }
  for (auto texts : {"SELECT delivery, body FROM webhook_message WHERE tenant = ?",
                     "SELECT record, reply FROM webhook_delivery_tries WHERE tenant = ? AND reply "
                     "IS NOT NULL"}) {
    auto& rows = sql.query(texts, {tenant});
    while (rows.step())
      if (names(subject, rows.text(1))) found.insert(rows.text(0));
  }
  return found;
}

void sweep_webhooks(Connection& sql, const std::string& tenant, const Subject& subject) {
  for (auto& delivery : deliveries_of(sql, tenant, subject)) {
    sql.execute("DELETE FROM webhook_message WHERE tenant = ? AND delivery = ?",
                {tenant, delivery});
    sql.execute("UPDATE webhook_delivery_tries SET reply = NULL WHERE tenant = ? AND record = ?",
                {tenant, delivery});
    store::forget_values(sql, tenant, delivery, [](auto& name) { return name == "tries"; });
  }
}

/// What a merge was asked to do, once it is done; its record was emptied like any other. And who is
/// looking at what: he himself, or somebody at him.
void sweep_merges_and_presence(Connection& sql, const std::string& tenant, const Subject& subject) {
  std::vector<std::string> done;
  auto& works =
      sql.query("SELECT merge, input FROM merge_work WHERE tenant = ? AND done >= total", {tenant});
  while (works.step())
    if (names(subject, works.text(1))) done.push_back(works.text(0));
  for (auto& merge : done)
    sql.execute("UPDATE merge_work SET input = '' WHERE tenant = ? AND merge = ?", {tenant, merge});
  for (auto& [type, id] : subject.records)
    sql.execute("DELETE FROM presence WHERE tenant = ? AND (user_id = ? OR record = ?)",
                {tenant, id, id});
}

}  // namespace

void sweep(store::Transaction& transaction, const std::string& tenant, const Subject& subject,
           int step) {
  auto& sql = transaction.sql();
  if (step == 0) sweep_answers(sql, tenant, subject);
  if (step == 1) sweep_imports(sql, tenant, subject);
  if (step == 2) sweep_exports(sql, tenant, subject);
  if (step == 3) sweep_user(sql, tenant, subject);
  if (step == 4) sweep_webhooks(sql, tenant, subject);
  if (step == 5) sweep_merges_and_presence(sql, tenant, subject);
}

std::string sweep_operations(store::Transaction& transaction, const std::string& tenant,
                             const Subject& subject, const std::string& after) {
  constexpr std::int64_t page = 200;
  struct Key {
    std::string device;
    std::int64_t epoch = 0, sequence = 0;
  };
  Key from;
  if (auto parts = common::text::split(after, '|'); parts.size() == 3)
    from = {std::string(parts[0]), std::stoll(std::string(parts[1])),
            std::stoll(std::string(parts[2]))};
  auto& sql = transaction.sql();
  std::vector<Key> found;
  Key last;
  std::int64_t read = 0;
  auto& rows = sql.query(
      "SELECT device, epoch, sequence, bytes FROM device_operation WHERE tenant = ? AND (device > "
      "? "
      "OR (device = ? AND (epoch > ? OR (epoch = ? AND sequence > ?)))) ORDER BY device, epoch, "
      "sequence LIMIT ?",
      {tenant, from.device, from.device, from.epoch, from.epoch, from.sequence, page});
  while (rows.step()) {
    ++read;
    last = {rows.text(0), rows.integer(1), rows.integer(2)};
    if (names(subject, rows.text(3))) found.push_back(last);
  }
  for (auto& key : found)
    sql.execute(
        "UPDATE device_operation SET bytes = ? WHERE tenant = ? AND device = ? AND epoch = ? AND "
        "sequence = ?",
        {store::Blob{}, tenant, key.device, key.epoch, key.sequence});
  if (read < page) return {};
  return last.device + "|" + std::to_string(last.epoch) + "|" + std::to_string(last.sequence);
}

}  // namespace hub::privacy
