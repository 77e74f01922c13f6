#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/schema/schema.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/crm/lead.pb.h"
#include "proto/records/crm/site.pb.h"

namespace hub::domain::crm {

/// A value that a record lacks, and why it may be this one.
struct Found {
  std::string field;  ///< "language", "address.city", "channels"
  std::string value;  ///< as text; an object as JSON: what is to be added to lines
  std::string source;
  int confidence = 0;  ///< percent
};

/// What the company's own records tell about places and other companies. Read once, outside of the
/// writer; nothing is asked outside of the hub.
class Knowledge {
 public:
  /// From at most 200,000 sites and accounts, the newest first.
  Knowledge(store::Connection& connection, const std::string& tenant);

  /// Values of the record that are not set and that something is known about.
  std::vector<Found> about_site(const truckroll::crm::Site& site) const;
  std::vector<Found> about_account(const truckroll::crm::Account& account) const;
  std::vector<Found> about_contact(const truckroll::crm::Contact& contact) const;
  std::vector<Found> about_lead(const truckroll::crm::Lead& lead) const;

 private:
  struct Town {
    std::map<std::string, int> names, countries;
  };
  void add_place(const std::string& json);
  void add_channels(const std::string& account, const std::string& kind, const std::string& value);
  std::vector<Found> about_address(const truckroll::Address& address, const std::string& field,
                                   const std::vector<std::string>& phones) const;

  std::map<std::string, Town> towns_;             // by postal code
  std::map<std::string, std::string> positions_;  // by street, postal code; JSON
  std::map<std::string, std::string> accounts_;   // by domain; "" where several have it
};

/// "example.com" of an address or a web page; empty for providers whose customers are everybody.
std::string company_domain(const std::string& text);

}  // namespace hub::domain::crm
