#pragma once
#include <string>

#include "common/rules/records.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/access_link.pb.h"
#include "proto/records/field/work_order.pb.h"

/// How satisfied the customer is: asked once per finished job, by a link that works once.
namespace hub::domain::marketing {

/// Makes the link and asks for its mail; nothing when the job was asked about before, or there is
/// no released survey.
void ask_for_opinion(common::rules::Records& records, const truckroll::field::WorkOrder& job);

/// The link of a job's survey that is still open; not found otherwise.
truckroll::admin::AccessLink load_survey_link(common::rules::Records& records,
                                              const std::string& job);

struct SurveyPage {
  std::string company, job, question, thanks, language;
  int scale = 5;  ///< ratings go from 1 to this
};
/// What the link shows. Throws not_found when it was used, revoked or is too old.
SurveyPage open_survey(store::Transaction& transaction, const std::string& token);

/// Keeps the answer and uses up the link; tells the dispatchers of a poor one. Throws not_found for
/// a link that does not work (any more), bad_input naming "rating" or "comment". Returns the
/// response's id.
std::string submit_survey(store::Transaction& transaction, const std::string& token, int rating,
                          const std::string& comment, const std::string& address = {});

}  // namespace hub::domain::marketing
