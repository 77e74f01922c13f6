#pragma once
#include "hub/audit/log.hpp"
#include "hub/work/jobs.hpp"

namespace hub::audit {

/// Asks for the entries as a file: "jsonl" or "csv" (throws bad_input for field "format"). It is
/// fetched as any export (hub/transfer), for a week, by who asked. Its id.
std::string ask_for_file(store::Transaction& transaction, const Filter& filter,
                         const std::string& format);
/// Does it: oldest first, page by page.
work::Outcome work_on_file(store::Store& store, const work::Job& job,
                           const std::function<void(store::Transaction&)>& renew = {});

}  // namespace hub::audit
