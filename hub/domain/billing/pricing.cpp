#include "hub/domain/billing/pricing.hpp"

#include "hub/domain/words/words.hpp"

namespace hub::domain::billing {

Terms terms_of_job(Records& records, const truckroll::field::WorkOrder& job) {
  return common::rules::billing::terms_of_job(records, job, hub_now(records));
}

Terms terms_of(Records& records, const std::string& account, const std::string& legal_entity,
               const std::string& zone) {
  return common::rules::billing::terms_of(records, account, legal_entity, zone, hub_now(records));
}

}  // namespace hub::domain::billing
