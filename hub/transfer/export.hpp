#pragma once
#include <functional>
#include <string>
#include <vector>

#include "hub/records/service.hpp"
#include "hub/transfer/formats/writers.hpp"
#include "hub/work/jobs.hpp"

namespace hub::transfer {

/// A list as it is to be written.
struct ExportQuery {
  std::string path;  ///< "accounts"
  formats::Format format = formats::Format::csv;
  std::string filter, order_by, search;
  std::vector<std::string> columns;  ///< fields; empty: all that the caller sees
};
std::string encode(const ExportQuery& query);
ExportQuery decode_export(const std::string& text);

/// The columns of CSV and XLSX, in the names that an import knows: id, state, each field that the
/// caller sees with its parts, and its lines up to the longest there is (20 at most; JSON has all).
/// Throws bad_input for field "columns" naming one that is not there for this caller.
std::vector<formats::Column> export_columns(store::Store& store, const records::Caller& caller,
                                            const ExportQuery& query);

/// Writes every record of the list that the caller may read, page by page, with the fields that he
/// sees, noted as read. Calls `on_page` with how many there are so far after each page; what it
/// throws ends the export. How many there were.
std::int64_t export_records(const records::RecordService& service, const records::Caller& caller,
                            const ExportQuery& query, formats::Sink sink,
                            const std::string& scratch,
                            const std::function<void(std::int64_t)>& on_page = {});

/// What a list may hold that is answered at once.
inline constexpr std::int64_t export_at_once_max = 10000;

/// Asks for an export as a job; its id. Forgets exports of this company that are a week old.
std::string ask_for_export(store::Transaction& transaction, const ExportQuery& query,
                           const std::string& name, std::int64_t total);
/// Does it: the file lies in the store, in parts, until it is forgotten.
work::Outcome work_on_export(const records::RecordService& service, const std::string& tenant,
                             const std::string& id, const std::string& scratch,
                             const std::function<void(store::Transaction&)>& renew = {});

struct Export {
  std::string id, user, name, mime, state, error;  ///< state: waiting, running, done, failed
  std::int64_t records = 0, total = 0, size = 0;
  common::Instant at;
};
std::optional<Export> find_export(store::Connection& connection, const std::string& tenant,
                                  const std::string& id);
/// One part of its file after the other, for `sink`.
void read_export(store::Store& store, const std::string& tenant, const std::string& id,
                 const formats::Sink& sink);

}  // namespace hub::transfer
