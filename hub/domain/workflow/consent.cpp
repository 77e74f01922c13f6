#include "hub/domain/workflow/consent.hpp"

#include "common/codec/values.hpp"

namespace hub::domain::workflow {

using common::rules::Records;

constexpr std::string_view papers = "billing.";

bool took_back(Records& records, const std::string& contact, Consent::Purpose purpose) {
  if (contact.empty()) return false;
  std::optional<Consent> latest;
  for (auto& one : records.where<Consent>("contact", contact)) {
    if (one.purpose() != purpose) continue;
    // Oldest first: of two at the same moment the one that was noted later counts.
    if (!latest ||
        common::codec::from_timestamp(one.at()) >= common::codec::from_timestamp(latest->at()))
      latest = one;
  }
  return latest && !latest->given();
}

common::Sentence why_not_write(Records& records, const std::string& contact,
                               const std::string& about_type, bool by_sms) {
  if (about_type.starts_with(papers)) return {};
  auto purpose = by_sms ? Consent::PURPOSE_SMS : Consent::PURPOSE_MAIL;
  return took_back(records, contact, purpose) ? "the recipient has taken his consent back" : "";
}

}  // namespace hub::domain::workflow
