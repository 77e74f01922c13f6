#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hub/store/store.hpp"
#include "hub/transfer/convert.hpp"

namespace hub::transfer {

/// Which work of an import something belongs to; stands so in the tables.
enum class Work { check, run, undo };
std::string_view work_name(Work work);

/// How far a work has come.
struct State {
  std::int64_t position = 0;  ///< rows (of undo: batches) that are done
  std::int64_t total = 0;
  std::int64_t created = 0, changed = 0, skipped = 0, duplicates = 0, faulty = 0;
};

/// Begins a work anew; forgets what an earlier try of it left.
void begin_work(store::Connection& connection, const std::string& tenant, const std::string& run,
                Work work, std::int64_t total, common::Instant now);
std::optional<State> find_state(store::Connection& connection, const std::string& tenant,
                                const std::string& run, Work work);
/// Only over the state that stood at `from`: throws conflict when another worker has gone on.
void save_state(store::Connection& connection, const std::string& tenant, const std::string& run,
                Work work, std::int64_t from, const State& state, common::Instant now);

/// All of them: a batch at a time they take no memory, and the file bounds how many there are.
void add_faults(store::Connection& connection, const std::string& tenant, const std::string& run,
                Work work, const std::vector<Fault>& faults);
/// By line, after the given one.
std::vector<Fault> load_faults(store::Connection& connection, const std::string& tenant,
                               const std::string& run, Work work, std::int64_t after_line,
                               std::int64_t after_position, std::size_t limit);
/// Each of them, by line; a page of them in memory.
void read_faults(store::Store& store, const std::string& tenant, const std::string& run, Work work,
                 const std::function<void(const Fault&)>& take);

/// What a batch made, for taking it back.
struct Made {
  struct One {
    std::string id;
    std::int64_t line = 0;  ///< of the file; 0 of what earlier releases made
  };
  std::vector<One> created, changed;
};
void add_batch(store::Connection& connection, const std::string& tenant, const std::string& run,
               std::int64_t position, const Made& made);
/// The batch before `position`, if there is one.
std::optional<std::pair<std::int64_t, Made>> find_batch_before(store::Connection& connection,
                                                               const std::string& tenant,
                                                               const std::string& run,
                                                               std::int64_t position);

/// The parts of an import's file, by their hashes, in order.
void set_parts(store::Connection& connection, const std::string& tenant, const std::string& run,
               const std::vector<std::string>& hashes);
/// The file, read from the store part by part. Throws not_found when it has none.
formats::File file_of_run(store::Store& store, const std::string& tenant, const std::string& run,
                          const std::string& name);

}  // namespace hub::transfer
