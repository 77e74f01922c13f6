#include "tests/sim/post.hpp"

#include <fmt/format.h>

#include "common/codec/values.hpp"
#include "hub/domain/workflow/send/send.hpp"
#include "proto/records/workflow/notification_log.pb.h"
#include "tests/support/smtp_server.hpp"

namespace sim {

using truckroll::workflow::NotificationLog;

struct Post::Worker {
  support::SmtpServer server;
  hub::domain::Senders senders;
  hub::work::EffectJournal journal;
  Worker(const std::filesystem::path& folder, const common::Clock& clock)
      : senders{hub::work::Mailer(options(server.port())), hub::work::SmsGateway({})},
        journal((folder / "effects").string(), clock) {}
  static hub::work::Mailer::Options options(std::uint16_t port) {
    hub::work::Mailer::Options options;
    options.url = "smtp://127.0.0.1:" + std::to_string(port);
    return options;
  }
};

Post::Post(flows::Office& office) : office_(office) {}
Post::~Post() = default;

std::string Post::work_off() {
  std::vector<hub::work::Job> jobs;
  office_.store->read([&](hub::store::Connection& connection) {
    auto& rows = connection.query(
        "SELECT tenant, id, kind, key, payload FROM job WHERE state = 'waiting' AND kind = 'mail' "
        "ORDER BY id",
        {});
    while (rows.step())
      jobs.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), 1});
  });
  if (!jobs.empty() && !worker_) worker_ = std::make_unique<Worker>(folder_.path(), office_.clock);
  std::string fault;
  for (auto& job : jobs) {
    auto before = worker_->server.mails().size();
    hub::domain::send_notification(*office_.store, worker_->senders, worker_->journal, job);
    auto mails = worker_->server.mails();
    for (auto i = before; i < mails.size(); ++i)
      if (fault = take(job.key); !fault.empty()) return fault;
    office_.write([&](flows::Office::Transaction& transaction) {
      transaction.sql().execute("UPDATE job SET state = 'done' WHERE tenant = ? AND id = ?",
                                {job.tenant, job.id});
    });
  }
  return fault;
}

std::string Post::take(const std::string& notification) {
  auto log = office_.load<NotificationLog>(notification);
  auto what = log.purpose() + " of " + log.about().id() + " " + log.occurrence();
  if (!told_.insert(what).second)
    return fmt::format("2: the customer is told \"{}\" a second time", what);
  if (log.has_valid_until() &&
      common::codec::from_timestamp(log.valid_until()) < office_.clock.now())
    return fmt::format("12: the customer is told \"{}\" although it is over", what);
  return {};
}

}  // namespace sim
