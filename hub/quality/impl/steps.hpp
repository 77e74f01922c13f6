#pragma once
#include "hub/quality/impl/moves.hpp"
#include "hub/quality/impl/values.hpp"
#include "proto/records/admin/record_merge.pb.h"

namespace hub::quality::impl {

using truckroll::admin::RecordMerge;

/// The parts that a merge within one transaction and the job have in common.

Json input_json(const MergeInput& input);
MergeInput input_of(const Json& json);

/// Everything moved: the values, the deletion, where the losers went. `merge` becomes "merged".
void finish_merge(Transaction& transaction, const store::Schema& schema, const RecordType& type,
                  const MergeInput& input, RecordMerge& merge);
/// Values back and losers there again; their references follow.
void begin_unmerge(Transaction& transaction, const RecordType& type, RecordMerge& merge);
void finish_unmerge(Transaction& transaction, RecordMerge& merge);

}  // namespace hub::quality::impl
