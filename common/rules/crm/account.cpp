#include "proto/records/crm/account.pb.h"

#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "common/text/text.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/wire/actions/crm.pb.h"

namespace common::rules::crm {
namespace {

using truckroll::crm::Account;
using truckroll::crm::Contact;
using truckroll::crm::Site;
using truckroll::wire::crm::Register;

/// His own branch, else the company's first one: where the customer is looked after from.
std::string branch_of(Records& records) {
  if (auto me = records.find<truckroll::people::Technician>(records.actor().technician))
    if (!me->branch().empty()) return me->branch();
  auto branches = records.all_ids(records.catalogue().of<truckroll::admin::Branch>());
  if (branches.empty()) throw Error(ErrorCode::conflict, "the company has no branch yet; add one");
  return branches.front();
}

template <class Record>
void add_channels(const Register& input, Record& record) {
  auto add = [&](const char* line, truckroll::ChannelKind kind, const std::string& value) {
    if (value.empty()) return;
    auto& channel = *record.add_channels();
    channel.set_line(line);
    channel.set_kind(kind);
    channel.set_value(value);
    channel.set_primary(true);
  };
  add("phone", truckroll::CHANNEL_PHONE, input.phone());
  add("mail", truckroll::CHANNEL_MAIL, input.mail());
}

Account make_account(Records& records, const Register& input) {
  Account account;
  account.set_kind(input.kind());
  account.add_roles(Account::ROLE_CUSTOMER);
  account.set_name(input.name());
  if (input.has_language()) account.set_language(input.language());
  account.set_branch(branch_of(records));
  auto& address = *account.add_addresses();
  address.set_line("main");
  address.set_use(Account::ADDRESS_USE_MAIN);
  *address.mutable_address() = input.address();
  add_channels(input, account);
  return account;
}

/// Who is met at the site: the person named, or a private customer himself.
std::optional<Contact> make_contact(const Register& input, const std::string& account) {
  Contact contact;
  if (input.has_contact() && !(input.contact().given() + input.contact().family()).empty())
    *contact.mutable_name() = input.contact();
  else if (input.kind() == Account::KIND_PERSON)
    contact.mutable_name()->set_family(input.name());
  else
    return std::nullopt;
  if (input.has_language()) contact.set_language(input.language());
  add_channels(input, contact);
  auto& membership = *contact.add_accounts();
  membership.set_line("main");
  membership.set_account(account);
  membership.set_primary(true);
  return contact;
}

Site make_site(const Register& input, const Account& account,
               const std::optional<Contact>& contact) {
  Site site;
  site.set_account(account.header().id());
  site.set_name(input.address().city().empty() ? input.name()
                                               : input.name() + ", " + input.address().city());
  *site.mutable_address() = input.address();
  site.set_branch(account.branch());
  if (input.has_access_notes()) site.set_access_notes(input.access_notes());
  if (!contact) return site;
  auto& line = *site.add_contacts();
  line.set_line("main");
  line.set_contact(contact->header().id());
  line.set_use(Site::CONTACT_USE_ON_SITE);
  return site;
}

nlohmann::json add_customer(Records& records, Account& made, const Register& input) {
  if (input.address().line1().empty() && input.address().city().empty())
    refuse("address", "say where the customer is");
  auto account = make_account(records, input);
  records.save(account);
  auto contact = make_contact(input, account.header().id());
  if (contact) records.save(*contact);
  auto site = make_site(input, account, contact);
  records.save(site);
  made = records.load<Account>(account.header().id());
  return {{"site", site.header().id()}};
}

const Rules<Account> rules = Rules<Account>().collection_action<Register>("register", add_customer);

}  // namespace
}  // namespace common::rules::crm
