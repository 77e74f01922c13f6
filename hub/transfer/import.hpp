#pragma once
#include <functional>
#include <string>

#include "hub/transfer/lookup.hpp"
#include "hub/transfer/tables.hpp"
#include "hub/work/jobs.hpp"
#include "proto/records/admin/import_run.pb.h"

namespace hub::transfer {

using truckroll::admin::ImportRun;

/// What a new import is made of: found out from its file.
struct Proposal {
  formats::Shape shape;
  std::vector<std::string> columns;
  std::vector<formats::Row> sample;  ///< the first rows
  std::vector<ColumnMap> mapping;
};
Proposal propose_import(const RecordType& type, const formats::File& file,
                        const std::string& sheet);

/// What a job of the kind "import" carries.
struct ImportJob {
  std::string run, user;
  Work work = Work::check;
};
std::string encode(const ImportJob& job);
ImportJob decode(const std::string& payload);

/// In what language the user reads, whether he may still sign in or not; empty when he is gone.
std::string language_of(store::Store& store, const std::string& tenant, const std::string& user);
/// The person on whose behalf an import works, as he is now. Throws unauthenticated when he is not
/// active any more.
Person person_of(store::Store& store, const std::string& tenant, const std::string& user,
                 const std::string& cause);

/// Tries, runs or takes back an import, batch after batch, until it is done, paused or has failed.
/// Blocks for as long; each batch is one transaction that also says how far it has come, so that a
/// run that died goes on behind its last batch. `renew` is called in each of them.
///
/// Rows are read and prepared on threads of its own while the store writes those before. What one
/// row may not do (rights, rules, references, keys) is a fault of that row, told in the language of
/// the job's user.
work::Outcome work_on_import(store::Store& store, const std::string& tenant, const ImportJob& job,
                             const std::function<void(store::Transaction&)>& renew = {});

inline constexpr std::size_t rows_per_batch = 500;

}  // namespace hub::transfer
