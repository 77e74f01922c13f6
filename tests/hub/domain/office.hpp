#pragma once
#include <string>
#include <vector>

#include "company.hpp"
#include "hub/domain/workflow/send/send.hpp"
#include "tests/support/sms_server.hpp"
#include "tests/support/smtp_server.hpp"

/// Runs the jobs of a kind as the queue would, as often as asked.
struct Office {
  explicit Office(Company& c) : company(c), journal((c.folder / "effects").string(), c.clock) {}
  std::vector<hub::work::Job> jobs(const std::string& kind) {
    return company.store->read_result([&](hub::store::Connection& connection) {
      std::vector<hub::work::Job> found;
      auto& rows = connection.query(
          "SELECT id, key, payload FROM job WHERE tenant = ? AND kind = ? ORDER BY created_at, id",
          {company.tenant, kind});
      while (rows.step())
        found.push_back({company.tenant, rows.text(0), kind, rows.text(1), rows.text(2), 1});
      return found;
    });
  }
  hub::domain::Senders senders() {
    return {hub::work::Mailer({"smtp://127.0.0.1:" + std::to_string(smtp.port()), "", "",
                               "office@rheintal.example"}),
            hub::work::SmsGateway({sms.url(), "account", "secret", "+423790000000"})};
  }
  void make_papers() {
    for (auto& job : jobs("invoice_pdf")) hub::domain::make_invoice_pdf(*company.store, job);
  }
  void send_mails() {
    for (auto& job : jobs("mail"))
      hub::domain::send_notification(*company.store, senders(), journal, job,
                                     "https://hub.example.li");
  }
  void send_text_messages() {
    for (auto& job : jobs("sms"))
      hub::domain::send_notification(*company.store, senders(), journal, job,
                                     "https://hub.example.li");
  }
  Company& company;
  support::SmtpServer smtp;
  support::SmsServer sms;
  hub::work::EffectJournal journal;
};
