#include "hub/store/impl/engine_tables.hpp"

#include <string>

namespace hub::store::impl {
namespace {

// Written once for both databases: INTEGER is 64 bit on SQLite, and replaced on PostgreSQL, as are
// BLOB and TEXT.
constexpr const char* tables = R"(
CREATE TABLE IF NOT EXISTS change (
seq SERIAL_KEY, tenant TEXT NOT NULL, position INTEGER, at INTEGER NOT NULL, actor TEXT,
  actor_name TEXT, device TEXT,
address TEXT, cause TEXT, type TEXT NOT NULL, record TEXT NOT NULL, version INTEGER NOT NULL,
  action TEXT NOT NULL,
  fields TEXT NOT NULL, commitments TEXT NOT NULL, hash TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS key_change_position ON change (tenant, position);
CREATE INDEX IF NOT EXISTS index_change_record ON change (tenant, record, seq);
CREATE INDEX IF NOT EXISTS index_change_unsealed ON change (seq) WHERE position IS NULL;
CREATE TABLE IF NOT EXISTS chain_head (
  tenant TEXT PRIMARY KEY, position INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chain_anchor (
  tenant TEXT PRIMARY KEY, position INTEGER NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL,
  signature TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chain_check (
  tenant TEXT PRIMARY KEY, position INTEGER NOT NULL, broken_at INTEGER NOT NULL,
  at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS privacy_run (
  tenant TEXT NOT NULL, request TEXT NOT NULL, plan TEXT NOT NULL, step INTEGER NOT NULL,
  after TEXT NOT NULL, counts TEXT NOT NULL, file_user TEXT, file_state TEXT, size INTEGER,
  at INTEGER NOT NULL, PRIMARY KEY (tenant, request));
CREATE TABLE IF NOT EXISTS retention_run (
  tenant TEXT NOT NULL, rule TEXT NOT NULL, at INTEGER NOT NULL, done INTEGER NOT NULL,
  kept INTEGER NOT NULL, reason TEXT, PRIMARY KEY (tenant, rule));
CREATE TABLE IF NOT EXISTS sign_in_log (
  seq SERIAL_KEY, tenant TEXT NOT NULL, at INTEGER NOT NULL, user_id TEXT, address TEXT,
  session TEXT, action TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS index_sign_in_log ON sign_in_log (tenant, seq);
RECORD_CUBE;
CREATE TABLE IF NOT EXISTS reader (
  tenant TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (tenant, name));
CREATE TABLE IF NOT EXISTS job (
tenant TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, payload TEXT NOT
  NULL,
state TEXT NOT NULL, run_at INTEGER NOT NULL, attempts INTEGER NOT NULL, leased_until INTEGER,
  error TEXT,
  created_at INTEGER NOT NULL, finished_at INTEGER, PRIMARY KEY (tenant, id));
CREATE UNIQUE INDEX IF NOT EXISTS key_job ON job (tenant, kind, key);
CREATE INDEX IF NOT EXISTS index_job_due ON job (state, run_at);
CREATE INDEX IF NOT EXISTS index_job_turn ON job (state, tenant, run_at);
CREATE INDEX IF NOT EXISTS index_job_finished ON job (state, finished_at);
CREATE INDEX IF NOT EXISTS index_job_list ON job (tenant, state, id);
CREATE TABLE IF NOT EXISTS webhook_message (
  tenant TEXT NOT NULL, delivery TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (tenant, delivery));
CREATE TABLE IF NOT EXISTS presence (
  tenant TEXT NOT NULL, hub TEXT NOT NULL, socket INTEGER NOT NULL, type TEXT NOT NULL,
  record TEXT NOT NULL, user_id TEXT NOT NULL, name TEXT NOT NULL, edits INTEGER NOT NULL,
  until INTEGER NOT NULL, PRIMARY KEY (tenant, hub, socket));
CREATE TABLE IF NOT EXISTS idempotency (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL,
  status INTEGER NOT NULL, headers TEXT NOT NULL, body TEXT NOT NULL, expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, user_id, key));
CREATE INDEX IF NOT EXISTS index_idempotency ON idempotency (expires_at);
CREATE TABLE IF NOT EXISTS read_log (
  seq SERIAL_KEY, tenant TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, actor_name TEXT,
  address TEXT, session TEXT, cause TEXT, type TEXT NOT NULL, records TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS index_read_log ON read_log (tenant, seq);
CREATE INDEX IF NOT EXISTS index_read_log_actor ON read_log (tenant, actor, seq);
CREATE TABLE IF NOT EXISTS session (
  token_hash TEXT PRIMARY KEY, tenant TEXT NOT NULL, user_id TEXT NOT NULL, csrf TEXT NOT NULL,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, address TEXT);
CREATE TABLE IF NOT EXISTS sign_in_failure (
  tenant TEXT NOT NULL, login TEXT NOT NULL, address TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS index_sign_in_failure ON sign_in_failure (login, at);
CREATE INDEX IF NOT EXISTS index_sign_in_failure_address ON sign_in_failure (address, at);
CREATE INDEX IF NOT EXISTS index_session_user ON session (tenant, user_id);
CREATE TABLE IF NOT EXISTS blob (
tenant TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, mime TEXT NOT NULL, created_at
  INTEGER NOT NULL,
  created_by TEXT, bytes BLOB NOT NULL, PRIMARY KEY (tenant, sha256));
CREATE TABLE IF NOT EXISTS unnamed_blob (
  tenant TEXT NOT NULL, sha256 TEXT NOT NULL, uploaded_by TEXT NOT NULL, size INTEGER NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (tenant, sha256));
CREATE INDEX IF NOT EXISTS index_unnamed_blob_user ON unnamed_blob (tenant, uploaded_by);
CREATE INDEX IF NOT EXISTS index_unnamed_blob_at ON unnamed_blob (at);
CREATE TABLE IF NOT EXISTS sent_blob (
  tenant TEXT NOT NULL, sha256 TEXT NOT NULL, uploaded_by TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (tenant, sha256, uploaded_by));
CREATE INDEX IF NOT EXISTS index_sent_blob_at ON sent_blob (at);
CREATE TABLE IF NOT EXISTS blob_part (
tenant TEXT NOT NULL, sha256 TEXT NOT NULL, at_offset INTEGER NOT NULL, total INTEGER NOT NULL,
  mime TEXT NOT NULL,
  bytes BLOB NOT NULL, PRIMARY KEY (tenant, sha256, at_offset));
CREATE TABLE IF NOT EXISTS technician_booking (
tenant TEXT NOT NULL, technician TEXT NOT NULL, event TEXT NOT NULL, from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, technician, event));
CREATE TABLE IF NOT EXISTS scope_head (
tenant TEXT NOT NULL, scope TEXT NOT NULL, generation INTEGER NOT NULL, position INTEGER NOT NULL,
  hash TEXT,
  PRIMARY KEY (tenant, scope));
CREATE TABLE IF NOT EXISTS scope_member (
tenant TEXT NOT NULL, scope TEXT NOT NULL, type TEXT NOT NULL, record TEXT NOT NULL, version
  INTEGER NOT NULL,
position INTEGER NOT NULL, removed INTEGER NOT NULL, previous_position INTEGER, previous_version
  INTEGER,
  PRIMARY KEY (tenant, scope, record));
CREATE INDEX IF NOT EXISTS index_scope_member_position ON scope_member (tenant, scope, position);
CREATE INDEX IF NOT EXISTS index_scope_member_record ON scope_member (tenant, record);
CREATE TABLE IF NOT EXISTS device_session (
  tenant TEXT NOT NULL, device TEXT NOT NULL, shard INTEGER NOT NULL, epoch INTEGER NOT NULL,
applied INTEGER NOT NULL, chain_hash TEXT NOT NULL, last_contact_at INTEGER, online INTEGER NOT
  NULL, cursors TEXT,
  refused INTEGER NOT NULL, PRIMARY KEY (tenant, device));
CREATE TABLE IF NOT EXISTS device_operation (
tenant TEXT NOT NULL, device TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, id
  TEXT NOT NULL,
command TEXT NOT NULL, type TEXT, record TEXT, at INTEGER NOT NULL, applied_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT, bytes BLOB NOT NULL, PRIMARY KEY (tenant, device, epoch, sequence));
CREATE TABLE IF NOT EXISTS device_health (
  tenant TEXT NOT NULL, device TEXT NOT NULL, received_at INTEGER NOT NULL, drift_ms INTEGER NOT
  NULL, acked INTEGER, waiting INTEGER NOT NULL, waiting_bytes INTEGER NOT NULL,
  waiting_since INTEGER, money_waiting INTEGER NOT NULL, money_since INTEGER,
  blobs_waiting INTEGER NOT NULL, blob_bytes INTEGER NOT NULL, refused INTEGER NOT NULL,
  disk_percent INTEGER, disk_used INTEGER, disk_free INTEGER, sync_error TEXT,
  sync_error_at INTEGER,
  device_error TEXT, device_error_at INTEGER,
  PRIMARY KEY (tenant, device));
CREATE INDEX IF NOT EXISTS index_device_operation_id ON device_operation (tenant, device, id);
CREATE TABLE IF NOT EXISTS custom_value (
  tenant TEXT NOT NULL, record TEXT NOT NULL, field INTEGER NOT NULL, type TEXT NOT NULL,
  text TEXT, number INTEGER, unit TEXT, body TEXT, PRIMARY KEY (tenant, record, field));
CREATE INDEX IF NOT EXISTS index_custom_value_text ON custom_value
  (tenant, type, field, text, record) WHERE text IS NOT NULL;
CREATE INDEX IF NOT EXISTS index_custom_value_number ON custom_value
  (tenant, type, field, number, record) WHERE number IS NOT NULL;
CREATE TABLE IF NOT EXISTS custom_key (
  tenant TEXT NOT NULL, type TEXT NOT NULL, field INTEGER NOT NULL, value TEXT NOT NULL,
  record TEXT NOT NULL, PRIMARY KEY (tenant, type, field, value));
CREATE INDEX IF NOT EXISTS index_custom_key_record ON custom_key (tenant, record);
CREATE TABLE IF NOT EXISTS schema_version (
  tenant TEXT PRIMARY KEY, version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS import_part (
  tenant TEXT NOT NULL, run TEXT NOT NULL, position INTEGER NOT NULL, sha256 TEXT NOT NULL,
  size INTEGER NOT NULL, PRIMARY KEY (tenant, run, position));
CREATE TABLE IF NOT EXISTS import_state (
  tenant TEXT NOT NULL, run TEXT NOT NULL, work TEXT NOT NULL, position INTEGER NOT NULL,
  total INTEGER NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL,
  skipped INTEGER NOT NULL, duplicates INTEGER NOT NULL, faulty INTEGER NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (tenant, run, work));
CREATE TABLE IF NOT EXISTS import_batch (
  tenant TEXT NOT NULL, run TEXT NOT NULL, position INTEGER NOT NULL, created TEXT NOT NULL,
  changed TEXT NOT NULL, PRIMARY KEY (tenant, run, position));
CREATE TABLE IF NOT EXISTS import_fault (
  tenant TEXT NOT NULL, run TEXT NOT NULL, work TEXT NOT NULL, line INTEGER NOT NULL,
  position INTEGER NOT NULL, field TEXT, value TEXT, reason TEXT NOT NULL,
  PRIMARY KEY (tenant, run, work, line, position));
CREATE TABLE IF NOT EXISTS export_run (
  tenant TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, name TEXT NOT NULL,
  mime TEXT NOT NULL, query TEXT NOT NULL, state TEXT NOT NULL, records INTEGER NOT NULL,
  total INTEGER NOT NULL, size INTEGER NOT NULL, error TEXT, at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id));
CREATE INDEX IF NOT EXISTS index_export_run ON export_run (at);
CREATE TABLE IF NOT EXISTS export_part (
  tenant TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (tenant, id, position));
CREATE TABLE IF NOT EXISTS sign_in_challenge (
  token_hash TEXT PRIMARY KEY, tenant TEXT NOT NULL, user_id TEXT NOT NULL, secret TEXT,
  remote TEXT, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS used_code (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, step INTEGER NOT NULL,
  PRIMARY KEY (tenant, user_id, step));
CREATE TABLE IF NOT EXISTS password_reset (
  token_hash TEXT PRIMARY KEY, tenant TEXT NOT NULL, user_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS index_password_reset ON password_reset (tenant, user_id);
CREATE TABLE IF NOT EXISTS blocked_address (
  address TEXT PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL,
  failures INTEGER NOT NULL, logins INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS blocked_user (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
  records INTEGER NOT NULL, PRIMARY KEY (tenant, user_id));
CREATE TABLE IF NOT EXISTS read_tally (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, hour INTEGER NOT NULL, records INTEGER NOT NULL,
  PRIMARY KEY (tenant, user_id, hour)) KEPT_BY_KEY;
CREATE TABLE IF NOT EXISTS access_token (
  token_hash TEXT PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, client TEXT NOT NULL,
  user_id TEXT NOT NULL, scopes TEXT NOT NULL, family TEXT NOT NULL, data TEXT,
  created_at INTEGER NOT NULL, expires_at INTEGER, used_at INTEGER, ended_at INTEGER);
CREATE INDEX IF NOT EXISTS index_access_token_client ON access_token (tenant, client);
CREATE INDEX IF NOT EXISTS index_access_token_user ON access_token (tenant, user_id);
CREATE INDEX IF NOT EXISTS index_access_token_family ON access_token (tenant, family);
CREATE INDEX IF NOT EXISTS index_access_token_expiry ON access_token (expires_at);
CREATE TABLE IF NOT EXISTS api_use (
  tenant TEXT NOT NULL, client TEXT NOT NULL, day TEXT NOT NULL, requests INTEGER NOT NULL,
  errors INTEGER NOT NULL, refused INTEGER NOT NULL, bytes INTEGER NOT NULL,
  last_at INTEGER NOT NULL, PRIMARY KEY (tenant, client, day));
CREATE TABLE IF NOT EXISTS hub_state (
  key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS search_generation (
  tenant TEXT NOT NULL, generation INTEGER NOT NULL, position INTEGER NOT NULL, walk TEXT,
  words INTEGER NOT NULL, documents INTEGER NOT NULL, zones INTEGER NOT NULL, holder TEXT,
  leased_until INTEGER NOT NULL, PRIMARY KEY (tenant, generation)) KEPT_BY_KEY;
CREATE TABLE IF NOT EXISTS search_zone (
  tenant TEXT NOT NULL, generation INTEGER NOT NULL, number INTEGER NOT NULL, type TEXT NOT NULL,
  field TEXT NOT NULL, PRIMARY KEY (tenant, generation, number)) KEPT_BY_KEY;
CREATE TABLE IF NOT EXISTS search_word (
  tenant TEXT NOT NULL, generation INTEGER NOT NULL, number INTEGER NOT NULL, word TEXT NOT NULL,
  frequency INTEGER NOT NULL, PRIMARY KEY (tenant, generation, number)) KEPT_BY_KEY;
CREATE TABLE IF NOT EXISTS search_posting (
  tenant TEXT NOT NULL, generation INTEGER NOT NULL, word TEXT NOT NULL, zone INTEGER NOT NULL,
  first INTEGER NOT NULL, block BLOB NOT NULL,
  PRIMARY KEY (tenant, generation, word, zone, first)) KEPT_BY_KEY;
CREATE TABLE IF NOT EXISTS search_document (
  tenant TEXT NOT NULL, generation INTEGER NOT NULL, number INTEGER NOT NULL, type INTEGER NOT NULL,
  record TEXT NOT NULL, words BLOB NOT NULL, PRIMARY KEY (tenant, generation, number)) KEPT_BY_KEY;
CREATE UNIQUE INDEX IF NOT EXISTS key_search_document ON search_document (
  tenant, generation, record);
CREATE TABLE IF NOT EXISTS duplicate_key (
  tenant TEXT NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (tenant, type, key, record)) KEPT_BY_KEY;
CREATE INDEX IF NOT EXISTS index_duplicate_key_record ON duplicate_key (tenant, record);
CREATE TABLE IF NOT EXISTS duplicate_pair (
  tenant TEXT NOT NULL, first TEXT NOT NULL, second TEXT NOT NULL, type TEXT NOT NULL,
  score INTEGER NOT NULL, reasons TEXT NOT NULL, dismissed INTEGER NOT NULL,
  PRIMARY KEY (tenant, first, second)) KEPT_BY_KEY;
CREATE INDEX IF NOT EXISTS index_duplicate_pair_second ON duplicate_pair (tenant, second);
CREATE INDEX IF NOT EXISTS index_duplicate_pair_score ON duplicate_pair
  (tenant, type, dismissed, score, first, second);
CREATE TABLE IF NOT EXISTS merged_record (
  tenant TEXT NOT NULL, record TEXT NOT NULL, type TEXT NOT NULL, kept TEXT NOT NULL,
  merge TEXT NOT NULL, PRIMARY KEY (tenant, record)) KEPT_BY_KEY;
CREATE INDEX IF NOT EXISTS index_merged_record_kept ON merged_record (tenant, kept);
CREATE TABLE IF NOT EXISTS merge_move (
  tenant TEXT NOT NULL, merge TEXT NOT NULL, number INTEGER NOT NULL, type TEXT NOT NULL,
  record TEXT NOT NULL, place TEXT NOT NULL, loser TEXT NOT NULL, outcome TEXT NOT NULL,
  PRIMARY KEY (tenant, merge, number)) KEPT_BY_KEY;
CREATE TABLE IF NOT EXISTS merge_work (
  tenant TEXT NOT NULL, merge TEXT NOT NULL, work TEXT NOT NULL, total INTEGER NOT NULL,
  done INTEGER NOT NULL, input TEXT NOT NULL, failure TEXT, PRIMARY KEY (tenant, merge));
)";

// Eight dimensions are room for what any type has. On PostgreSQL a row without a cell is a change,
// which is added to its cell later; see counts.hpp.
constexpr const char* sqlite_counts =
    "CREATE TABLE IF NOT EXISTS record_cube (tenant TEXT NOT NULL, type TEXT NOT NULL, cell TEXT "
    "NOT NULL, d1 TEXT, d2 TEXT, d3 TEXT, d4 TEXT, d5 TEXT, d6 TEXT, d7 TEXT, d8 TEXT, count "
    "INTEGER NOT NULL, PRIMARY KEY (tenant, type, cell)) WITHOUT ROWID; DROP TABLE IF EXISTS "
    "record_count";
constexpr const char* postgres_counts =
    "CREATE TABLE IF NOT EXISTS record_cube (seq SERIAL_KEY, tenant TEXT NOT NULL, type TEXT NOT "
    "NULL, cell TEXT, d1 TEXT, d2 TEXT, d3 TEXT, d4 TEXT, d5 TEXT, d6 TEXT, d7 TEXT, d8 TEXT, "
    "count INTEGER "
    "NOT NULL); CREATE UNIQUE INDEX IF NOT EXISTS key_record_cube ON record_cube "
    "(tenant, type, cell); CREATE INDEX IF NOT EXISTS index_record_cube_change ON record_cube "
    "(seq) "
    "WHERE cell IS NULL";

// No technician is in two places: the database itself keeps planned times apart.
constexpr const char* sqlite_only = R"(
CREATE TRIGGER IF NOT EXISTS technician_booking_overlap BEFORE INSERT ON technician_booking
WHEN EXISTS (SELECT 1 FROM technician_booking b WHERE b.tenant = NEW.tenant AND b.technician =
  NEW.technician
             AND b.event <> NEW.event AND b.from_at < NEW.to_at AND NEW.from_at < b.to_at)
BEGIN SELECT RAISE(ABORT, 'technician_booking_overlap'); END;
)";

constexpr const char* postgres_only = R"(
CREATE EXTENSION IF NOT EXISTS btree_gist;
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'technician_booking_overlap') THEN
    ALTER TABLE technician_booking ADD CONSTRAINT technician_booking_overlap
      EXCLUDE USING gist (tenant WITH =, technician WITH =, int8range(from_at, to_at) WITH &&);
  END IF;
END $$;
)";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// Columns that databases of before do not have.
struct LaterColumn {
  const char *table, *name;
  bool is_number = false;
};
constexpr LaterColumn later_columns[] = {
    {"change", "session"},          {"change", "correlation"}, {"job", "correlation"},
    {"session", "device"},          {"session", "way"},        {"session", "seen_at", true},
    {"session", "idle_until", true}};

void add_column(Connection& connection, const LaterColumn& later) {
  const std::string table = later.table, column = later.name;
  for (auto& known : connection.columns(table))
    if (known == column) return;
  bool postgres = connection.dialect() == Dialect::postgres;
  const char* kind = later.is_number ? " BIGINT" : postgres ? " TEXT COLLATE \"C\"" : " TEXT";
  connection.run_script("ALTER TABLE " + table + " ADD COLUMN " + column + kind);
}

}  // namespace

std::string engine_tables_text() {
  auto text = std::string(tables) + sqlite_counts + postgres_counts + sqlite_only + postgres_only;
  for (auto& later : later_columns) text += std::string(later.table) + "." + later.name;
  return text;
}

void ensure_engine_tables(Connection& connection) {
  std::string script = tables;
  bool postgres = connection.dialect() == Dialect::postgres;
  replace_all(script, "RECORD_CUBE", postgres ? postgres_counts : sqlite_counts);
  // SQLite would keep key and row apart, and read twice.
  replace_all(script, " KEPT_BY_KEY", postgres ? "" : " WITHOUT ROWID");
  replace_all(script, "SERIAL_KEY",
              postgres ? "BIGSERIAL PRIMARY KEY" : "INTEGER PRIMARY KEY AUTOINCREMENT");
  if (postgres) {
    replace_all(script, " INTEGER", " BIGINT");
    replace_all(script, " BLOB", " BYTEA");
    replace_all(script, " TEXT", " TEXT COLLATE \"C\"");
  }
  connection.run_script(script + (postgres ? postgres_only : sqlite_only));
  for (auto& later : later_columns) add_column(connection, later);
}

}  // namespace hub::store::impl
