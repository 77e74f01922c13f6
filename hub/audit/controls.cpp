#include "hub/audit/controls.hpp"

#include "common/error/error.hpp"

namespace hub::audit {

using common::say;

const std::vector<Control>& controls() {
  using Texts = std::vector<std::string>;
  static const Texts rights{"admin.Role", "admin.Permission", "admin.RoleAssignment",
                            "admin.RecordShare", "admin.PartnerShare"};
  static const Texts books{"billing.Invoice", "billing.Payment", "ledger.JournalEntry",
                           "ledger.FiscalPeriod"};
  static const std::vector<Control> all{
      {"SOC 2",
       "CC6.1",
       say("Access is restricted by rights that are kept up"),
       Log::changes,
       rights,
       {}},
      {"SOC 2", "CC6.2", say("Users are registered and removed"), Log::changes, {"admin.User"}, {}},
      {"SOC 2",
       "CC6.3",
       say("Rights follow from roles and are withdrawn"),
       Log::changes,
       {"admin.RoleAssignment"},
       {}},
      {"SOC 2", "CC7.2", say("Attempts to break in are noticed"), Log::sign_ins, {}, {"refused"}},
      {"SOC 2",
       "CC8.1",
       say("Changes of settings are recorded"),
       Log::changes,
       {"admin.Setting", "admin.CustomField", "admin.CustomType"},
       {}},
      {"SOC 2", "P4.3", say("Personal data is disposed of"), Log::changes, {}, {"erase", "purge"}},
      {"ISO 27001", "A.5.15", say("Access control"), Log::changes, rights, {}},
      {"ISO 27001",
       "A.5.18",
       say("Access rights are granted, reviewed, withdrawn"),
       Log::changes,
       {"admin.RoleAssignment"},
       {}},
      {"ISO 27001",
       "A.5.34",
       say("Privacy and protection of personal data"),
       Log::changes,
       {"admin.PrivacyRequest", "crm.Consent"},
       {}},
      {"ISO 27001", "A.8.5", say("Secure authentication"), Log::sign_ins, {}, {}},
      {"ISO 27001",
       "A.8.10",
       say("Information is deleted"),
       Log::changes,
       {},
       {"erase", "delete", "purge"}},
      {"ISO 27001", "A.8.15", say("Logging"), Log::changes, {}, {}},
      {"GDPR",
       "Art. 7",
       say("Consent can be proved and withdrawn"),
       Log::changes,
       {"crm.Consent"},
       {}},
      {"GDPR",
       "Art. 15",
       say("Persons get their data"),
       Log::changes,
       {"admin.PrivacyRequest"},
       {}},
      {"GDPR", "Art. 17", say("Persons' data is erased"), Log::changes, {}, {"erase"}},
      {"GDPR", "Art. 32", say("Access to personal data is recorded"), Log::reads, {}, {}},
      {"SOX", "404", say("Books are changed by right and traceably"), Log::changes, books, {}},
      {"HIPAA", "164.308(a)(5)", say("Sign-ins are watched"), Log::sign_ins, {}, {}},
      {"HIPAA", "164.312(b)", say("Who looked at protected data is recorded"), Log::reads, {}, {}}};
  return all;
}

const Control& control(const std::string& framework, const std::string& key) {
  for (auto& one : controls())
    if (framework == one.framework && key == one.key) return one;
  throw common::Error(common::ErrorCode::not_found, "there is no such control", "control");
}

}  // namespace hub::audit
