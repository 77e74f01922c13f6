#pragma once
#include <string>
#include <vector>

#include "common/codec/values.hpp"
#include "company.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/billing/payment.pb.h"

/// Bills and money of one customer.
struct Till {
  using Payment = truckroll::billing::Payment;

  explicit Till(Company& c) : company(c) {}

  /// One line that comes to `gross` with its tax, posted; the invoice's id.
  std::string bill(std::int64_t gross, const std::string& currency = "CHF");
  /// Received; its id.
  std::string pay(std::int64_t minor, const std::string& currency = "CHF",
                  Payment::Method method = Payment::METHOD_WIRE,
                  Payment::Direction direction = Payment::DIRECTION_IN);
  /// Not received yet.
  Payment draft(std::int64_t minor, const std::string& currency = "CHF",
                Payment::Method method = Payment::METHOD_WIRE);
  Payment receive(const Payment& payment);
  void settle(const std::string& payment, const std::vector<std::string>& invoices = {});
  std::string credit(const std::string& invoice);
  std::string invoice(const std::string& id);  ///< "posted 100.00": state and what is open
  std::string left(const std::string& payment);
  std::string balance_of(const std::string& code);
  std::string settle_refused(const std::string& payment, const std::string& invoice,
                             std::int64_t minor);
  Company& company;
};

/// Of EUR in CHF, from now on.
void set_rate(Company& company, std::int64_t millionths);
/// A second legal entity of the company, with the accounts that payments need.
std::string add_entity(Company& company);
void add_profile(Company& company, const std::string& entity);
