#pragma once
#include <string>

#include "common/error/sentence.hpp"
#include "common/rules/records.hpp"
#include "proto/records/crm/consent.pb.h"

namespace hub::domain::workflow {

using truckroll::crm::Consent;

/// Whether the person's latest word on this purpose was no. Who never said anything took nothing
/// back.
bool took_back(common::rules::Records& records, const std::string& contact,
               Consent::Purpose purpose);

/// Why a message about a record of that type must not go to the contact; empty: it may. Papers of
/// billing are owed by contract, and go all the same.
common::Sentence why_not_write(common::rules::Records& records, const std::string& contact,
                               const std::string& about_type, bool by_sms);

}  // namespace hub::domain::workflow
