#pragma once
#include "tests/hub/api/office.hpp"

namespace test {

/// One job with all that hangs on it: a visit, papers, notes, answers, parts in a van.
struct Job {
  std::string technician, vehicle, warehouse, device;
  std::string account, contact, site, equipment, profile, plan;
  std::string order, visit, line, invoice, billing;
  std::string event, note, attachment, checklist, document, signature, link, interaction;
  std::string item, move, reservation, count, block, conflict;
};

/// A company with two technicians, each with a van, a job and a customer of his own. `mine` is of
/// the user technician@example.test, `other` of nobody who signs in.
struct TwoJobs {
  explicit TwoJobs(Office& office);
  std::string branch, product, depot, loss, customer_place, invoice_number;
  Job mine, other;

 private:
  Job make_job(Office& office, const std::string& name, const std::string& user);
  std::string job_type_, legal_entity_, template_, checklist_template_;
};

}  // namespace test
