#include "proto/records/admin/record_merge.pb.h"

#include "common/error/error.hpp"
#include "common/rules/rules.hpp"

namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Effects;
using common::rules::Records;
using truckroll::admin::RecordMerge;

void refuse_merge(Records&, RecordMerge&) {
  throw Error(ErrorCode::conflict, "merge the records themselves, by their merge/", "state");
}

void refuse_undo(Records&, RecordMerge&) {
  throw Error(ErrorCode::conflict, "take it back at the record that is kept, by its unmerge/",
              "state");
}

const Effects<RecordMerge> effects =
    Effects<RecordMerge>().action("merge", refuse_merge).action("undo", refuse_undo);

}  // namespace
