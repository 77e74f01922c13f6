#include "hub/server/server.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "common/asio/pool.hpp"
#include "common/error/error.hpp"
#include "common/http/http.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/api.hpp"
#include "hub/api/graphql_live.hpp"
#include "hub/api/live.hpp"
#include "hub/api/oversight.hpp"
#include "hub/api/search.hpp"
#include "hub/api/summary.hpp"
#include "hub/audit/export.hpp"
#include "hub/audit/log_keeper.hpp"
#include "hub/audit/verify.hpp"
#include "hub/domain/admin/company/company.hpp"
#include "hub/domain/admin/rights/assignment.hpp"
#include "hub/domain/billing/run/subscription_job.hpp"
#include "hub/domain/content/form_check.hpp"
#include "hub/domain/crm/enrich/enrich.hpp"
#include "hub/domain/crm/segment.hpp"
#include "hub/domain/workflow/escalation.hpp"
#include "hub/domain/workflow/safety.hpp"
#include "hub/domain/workflow/send/send.hpp"
#include "hub/gateway/feed.hpp"
#include "hub/gateway/scope_walk.hpp"
#include "hub/gateway/tracks.hpp"
#include "hub/identity/odd_use.hpp"
#include "hub/identity/place.hpp"
#include "hub/identity/reset.hpp"
#include "hub/privacy/privacy.hpp"
#include "hub/privacy/retention.hpp"
#include "hub/quality/duplicates.hpp"
#include "hub/quality/merge.hpp"
#include "hub/records/read_log.hpp"
#include "hub/search/indexer.hpp"
#include "hub/server/alerts.hpp"
#include "hub/server/backup.hpp"
#include "hub/server/company_alerts.hpp"
#include "hub/server/demo.hpp"
#include "hub/server/health.hpp"
#include "hub/server/traffic.hpp"
#include "hub/server/vans.hpp"
#include "hub/transfer/export.hpp"
#include "hub/transfer/import.hpp"
#include "hub/webhooks/delivery.hpp"
#include "hub/webhooks/follower.hpp"
#include "hub/webhooks/queue.hpp"
#include "hub/work/jobs.hpp"

namespace hub::server {
namespace {

using nlohmann::json;
// Webhooks have three of their own, long work as many, and one is left for mails.
constexpr std::size_t job_threads = 7;

/// So many requests can wait for one commit together.
constexpr std::size_t writers_waiting = 64;
/// Ten thousand who listen, and room for requests beside them.
constexpr std::size_t connections_max = 16384;

store::Store::Options store_options(const common::Config& config) {
  return {config.text("store.url"), static_cast<std::size_t>(config.integer("store.readers")),
          static_cast<std::size_t>(config.integer("store.writers")),
          config.list("store.read_copies")};
}

work::Mailer::Options mail_options(const common::Config& config) {
  return {config.text("mail.url"), config.text("mail.user"), config.text("mail.password"),
          config.text("mail.from")};
}

work::SmsGateway::Options sms_options(const common::Config& config) {
  return {config.text("sms.url"), config.text("sms.user"), config.text("sms.password"),
          config.text("sms.from")};
}

/// Beside the database, as the journal of effects: a backup of the one must not take the other
/// back.
privacy::ErasureList erasure_list(const common::Config& config) {
  return privacy::ErasureList(std::filesystem::path(config.path("data.folder")) / "erasures.list");
}

Backups::Options backup_options(const common::Config& config) {
  return {config.text("store.url"), config.path("backup.folder"),
          std::chrono::minutes(config.integer("backup.every_minutes")),
          static_cast<std::size_t>(config.integer("backup.kept"))};
}

std::vector<Alerts::Level> alert_levels(const common::Config& config) {
  return {{contacts_of(config.text("alerts.to")), std::chrono::minutes(0)},
          {contacts_of(config.text("alerts.escalate_to")),
           std::chrono::minutes(config.integer("alerts.escalate_minutes"))}};
}

identity::Options identity_options(const common::Config& config) {
  auto key = config.path("identity.key");
  return {key.empty() ? config.path("data.folder") / "identity.key" : key,
          config.text("web.public_url")};
}

}  // namespace

struct Hub::Impl {
  common::SystemClock clock;
  common::schema::Catalogue catalogue = common::schema::Catalogue::compiled();
  store::Store store;
  store::Access access{catalogue};
  api::Sessions sessions;
  api::ReadLog reads{store};
  api::Health health{clock};
  api::Hub hub{store, sessions, reads, "", &health, {}, {}};
  work::EffectJournal journal;
  privacy::ErasureList erasures{""};
  domain::workflow::Senders senders;
  gateway::ScopePlans scope_plans{store};
  work::Jobs jobs{store, job_threads};
  webhooks::Deliverer deliverer;
  Backups backups;
  Alerts alerts;
  CompanyAlerts company_alerts{store, host_name()};
  audit::LogKeeper log_keeper{store, {.hub = host_name()}};
  Traffic traffic{clock};
  webhooks::Follower follower{hub.records};
  api::Live live{hub};
  search::Vocabularies& vocabularies = hub.records.vocabularies();
  search::Indexer indexer{store, vocabularies};
  quality::DuplicateFinder duplicates{store};
  common::http::Router router;
  api::GraphqlFace graphql{hub, router};
  api::GraphqlLive graphql_live{hub, graphql};
  std::unique_ptr<Vans> vans;
  common::asio::Pool pool;
  std::unique_ptr<common::http::Server> server;
  std::string setup_token, public_url;
  bool tls = false;

  Impl(const common::Config& config, const Start& start)
      : store(store_options(config), catalogue, common::rules::RuleBook::registered(), clock),
        sessions(store, identity_options(config)),
        journal((std::filesystem::path(config.path("data.folder")) / "effects.journal").string(),
                clock),
        senders{work::Mailer(mail_options(config)), work::SmsGateway(sms_options(config))},
        deliverer(store,
                  [this](auto& tenant, auto& sealed) {
                    return sessions.identity().open_secret(tenant, sealed);
                  },
                  journal, {config.path("webhooks.authorities").string()}),
        backups(store, backup_options(config)),
        alerts(alert_levels(config),
               [this](auto& contact, auto& subject, auto& text) {
                 return send_alert(contact, subject, text);
               }),
        pool("web", static_cast<std::size_t>(config.integer("web.threads")), 4096,
             writers_waiting) {
    hub.map_folder = config.path("map.folder").string();
    pdf::WorkerOptions paper;
    paper.program = config.text("paper.program");
    domain::content::set_form_checker(std::move(paper));
    hub.paper = api::Paper{domain::content::page_count, domain::content::draw_page};
    prepare_company(start);
    if (!config.text("broker.host").empty())
      vans = std::make_unique<Vans>(config, store, access, live);
    store.on_sealed([this] {
      live.wake();
      graphql_live.wake();
      jobs.wake();
      indexer.wake();
      follower.wake();
      duplicates.wake();
      if (vans) vans->wake();
    });
    for (auto kind : {"mail", "sms"})
      jobs.handle(kind, [this](const work::Job& job) {
        return domain::workflow::send_notification(store, senders, journal, job, public_url);
      });
    jobs.handle("forgot", [this](const work::Job& job) {
      identity::send_reset_links(store, job.payload, job.key);
      return work::Outcome::done();
    });
    jobs.handle("attack", [this](const work::Job& job) {
      identity::tell_of_attack(store, job.payload);
      return work::Outcome::done();
    });
    jobs.handle("escalate", [this](const work::Job& job) {
      auto escalation = common::read_json(job.payload).value("escalation", "");
      store.write(store.system_command(job.tenant, "job escalate"),
                  [&](store::Transaction& transaction) {
                    domain::workflow::take_step(transaction, escalation);
                  });
      return work::Outcome::done();
    });
    jobs.handle(domain::workflow::safety_job, [this](const work::Job& job) {
      auto timer = common::read_json(job.payload).value("timer", "");
      store.write(store.system_command(job.tenant, "job " + job.kind),
                  [&](store::Transaction& transaction) {
                    domain::workflow::look_at_safety_timer(transaction, timer);
                  });
      return work::Outcome::done();
    });
    jobs.handle(domain::admin::assignment_end_job, [this](const work::Job& job) {
      store.write(
          store.system_command(job.tenant, "job " + job.kind),
          [](store::Transaction& transaction) { domain::admin::end_assignments(transaction); });
      return work::Outcome::done();
    });
    jobs.handle("odd_use", [this](const work::Job& job) {
      identity::tell_of_odd_use(store, job.payload);
      return work::Outcome::done();
    });
    jobs.handle("subscription", [this](const work::Job& job) {
      return domain::billing::run_subscription(store, job);
    });
    jobs.handle_long("segment", [this](const work::Job& job) {
      bool more = true;
      while (more && !jobs.is_stopping())
        store.write(store.system_command(job.tenant, "job segment"),
                    [&](store::Transaction& transaction) {
                      work::Jobs::renew(transaction, job);
                      more = domain::crm::refresh_segment(transaction, job.payload);
                    });
      return more ? work::Outcome::again("the hub is stopping") : work::Outcome::done();
    });
    jobs.handle("track", [this](const work::Job& job) {
      gateway::store_track(store, job.tenant, job.payload);
      return work::Outcome::done();
    });
    jobs.handle("invoice_pdf", [this](const work::Job& job) {
      return domain::workflow::make_invoice_pdf(store, job);
    });
    identity::allow_providers(
        {config.boolean("sign_in.private_providers"), config.path("sign_in.authorities").string()});
    webhooks::allow_private_targets(config.boolean("webhooks.private_targets"));
    // Another system may keep each of them waiting for its deadline; mails do not wait for that.
    jobs.handle_apart(
        webhooks::job_kind, [this](const work::Job& job) { return deliverer.run(job); },
        webhooks::Deliverer::places);
    hub.scratch_folder = make_scratch_folder(config);
    auto renewed = [this](const work::Job& job) {
      return [this, &job](store::Transaction& transaction) {
        if (jobs.is_stopping())
          throw common::Error(common::ErrorCode::unavailable, "the hub is stopping");
        work::Jobs::renew(transaction, job);
      };
    };
    jobs.handle_long(webhooks::again_kind, [this, renewed](const work::Job& job) {
      return webhooks::send_again(store, job, renewed(job));
    });
    jobs.handle_long("import", [this, renewed](const work::Job& job) {
      return transfer::work_on_import(store, job.tenant, transfer::decode(job.payload),
                                      renewed(job));
    });
    jobs.handle_long(domain::crm::enrich_job, [this, renewed](const work::Job& job) {
      domain::crm::look_for_values(store, job.tenant, job.payload, renewed(job));
      return work::Outcome::done();
    });
    jobs.handle_long("merge", [this, renewed](const work::Job& job) {
      return quality::work_on_merge(store, job, renewed(job));
    });
    jobs.handle_long(gateway::ScopeWalk::job_kind, [this, renewed](const work::Job& job) {
      return gateway::walk_scopes(store, scope_plans, job, renewed(job));
    });
    jobs.handle_long("export", [this, renewed](const work::Job& job) {
      return transfer::work_on_export(hub.records, job.tenant, job.payload, hub.scratch_folder,
                                      renewed(job));
    });
    erasures = erasure_list(config);
    jobs.handle_long("privacy", [this, renewed](const work::Job& job) {
      return privacy::work_on_request(store, erasures, job, hub.scratch_folder, renewed(job));
    });
    store::Sign sign = [this](std::string_view text) {
      return sessions.identity().seal.sign(text);
    };
    jobs.handle_long("retention", [this, renewed, sign](const work::Job& job) {
      privacy::apply_retention(store, job.tenant, sign, renewed(job));
      return work::Outcome::done();
    });
    jobs.handle_long("verify_log", [this, renewed, sign](const work::Job& job) {
      return audit::work_on_verification(store, job, sign, renewed(job));
    });
    jobs.handle_long("audit_export", [this, renewed](const work::Job& job) {
      return audit::work_on_file(store, job, renewed(job));
    });
    public_url = config.text("web.public_url");
    std::function<bool()> is_connected;
    if (vans) is_connected = [this] { return vans->is_connected(); };
    add_checks(health, config, store, std::move(is_connected));
    if (!config.path("backup.folder").empty())
      health.add("backup", [this] { return backups.check(); });
    health.add("errors", [this] { return traffic.check(); });
    health.add("index", [this] { return check_index(api::search_lag(hub)); });
    health.on_look([this](const api::Health::Report& report) {
      alerts.look(report, clock.now());
      company_alerts.look(report);
    });

    add_routes(config);
    serve(config);
    if (public_url.empty()) public_url = address();
    jobs.start();
    indexer.start();
    follower.start();
    duplicates.start();
    if (vans) vans->start();
    health.start();
    backups.start();
  }

  ~Impl() {
    server->stop();
    pool.stop();
    health.stop();
    backups.stop();
    store.on_sealed([] {});
    vans.reset();
    duplicates.stop();
    indexer.stop();
    follower.stop();
    jobs.stop();
  }

  static std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "hub";
  }

  bool send_alert(const std::string& contact, const std::string& subject,
                  const std::string& text) const {
    if (contact.front() == '+')
      return senders.sms.send(contact, subject + ": " + text).kind == work::Delivery::Kind::sent;
    auto from = senders.mailer.options().from;
    work::Mail mail{from, contact, subject, text, common::make_id(clock.now()) + "@alert", {}};
    return senders.mailer.send(mail).kind == work::Delivery::Kind::sent;
  }

  /// Emptied at the start: what lies there has no other end.
  static std::string make_scratch_folder(const common::Config& config) {
    auto folder = std::filesystem::path(config.path("data.folder")) / "scratch";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder.string();
  }

  void prepare_company(const Start& start) {
    if (!api::is_empty(store)) return domain::complete_companies(store);
    if (!start.demo_file.empty())
      load_company(store, start.demo_file, start.demo_password);
    else if (start.empty)
      setup_token = api::make_setup_link(store);
  }

  void add_routes(const common::Config& config) {
    api::add_session_routes(router, hub);
    api::add_setup_routes(router, hub);
    api::add_meta_routes(router, hub);
    api::add_search_routes(router, hub, vocabularies);
    api::add_record_routes(router, hub);
    api::add_summary_routes(router, hub);
    api::add_bulk_routes(router, hub);
    api::add_version_routes(router, hub);
    api::add_duplicate_routes(router, hub);
    api::add_merge_routes(router, hub);
    api::add_blob_routes(router, hub);
    api::add_dispatch_routes(router, hub);
    api::add_receipt_routes(router, hub);
    api::add_overview_routes(router, hub);
    api::add_ledger_routes(router, hub);
    api::add_stock_routes(router, hub);
    api::add_fleet_routes(router, hub);
    api::add_conflict_routes(router, hub);
    api::add_survey_routes(router, hub);
    api::add_map_routes(router, hub);
    api::add_health_routes(router, hub);
    api::add_access_log_routes(router, hub);
    api::add_import_routes(router, hub);
    api::add_export_routes(router, hub);
    api::add_job_routes(router, hub);
    api::add_webhook_routes(router, hub);
    api::add_privacy_routes(router, hub);
    api::add_audit_routes(router, hub);
    api::add_audit_report_routes(router, hub);
    api::add_graphql_routes(router, hub, graphql);
    api::add_openapi_routes(router, hub);
    if (vans) vans->add_routes(router);
    hub.more_metrics = [this] {
      return traffic.metrics() + (vans ? vans->metrics() : std::string());
    };
    hub.gauges["live_listeners"] = [this] { return static_cast<std::int64_t>(live.listeners()); };
    for (std::size_t i = 0; i < store.copies().size(); ++i)
      hub.gauges["read_copy_" + std::to_string(i + 1) + "_reads"] = [this, i] {
        return store.copies()[i].reads;
      };
    hub.gauges["search_lag"] = [this] { return api::search_lag(hub); };
    router.prefix("/api/", [](const common::http::Request& request) -> common::http::Response {
      throw common::Error(common::ErrorCode::not_found, "there is nothing at " + request.path);
    });
    auto folder = config.path("web.folder").string();
    if (!folder.empty()) router.fallback(common::http::StaticFiles({folder, "/", true}));
  }

  void serve(const common::Config& config) {
    common::http::ServerOptions options;
    options.address = config.text("web.address");
    options.port = static_cast<std::uint16_t>(config.integer("web.port"));
    options.certificate_file = config.path("web.certificate").string();
    options.key_file = config.path("web.key").string();
    options.proxy = config.text("web.proxy");
    options.connections_max = connections_max;
    options.body_bytes_max = 32 << 20;
    options.body_bytes_max_of = api::body_bytes_max_of;
    options.on_upgrade = [this](const common::http::Request& request) {
      if (api::GraphqlLive::is_for(request)) return graphql_live.upgrade(request);
      return live.upgrade(request);
    };
    tls = !options.certificate_file.empty();
    server = std::make_unique<common::http::Server>(
        options,
        [this](const common::http::Request& request) {
          return traffic.count(request, [this](const common::http::Request& asked) {
            return api::handle_versioned(router, asked);
          });
        },
        pool);
  }

  std::string address() const {
    return std::string(tls ? "https" : "http") + "://127.0.0.1:" + std::to_string(server->port());
  }
};

Hub::Hub(const common::Config& config, const Start& start)
    : impl_(std::make_unique<Impl>(config, start)) {}
Hub::~Hub() = default;

void Hub::watch_with(common::service::Watchdog& watchdog) {
  watchdog.watch("requests",
                 [this](common::asio::Task answer) { return impl_->pool.try_post(answer); });
}

namespace {

/// For a command beside the hub. A wrong address would otherwise leave an empty database and an
/// operator who believes it done.
void with_company(const common::Config& config, const std::function<void(store::Store&)>& use) {
  common::SystemClock clock;
  const auto catalogue = common::schema::Catalogue::compiled();
  auto options = store_options(config);
  options.copies.clear();  // an operator's command may run while they are away or made anew
  store::Store store(std::move(options), catalogue, common::rules::RuleBook::registered(), clock);
  if (api::is_empty(store))
    throw common::Error(common::ErrorCode::not_found,
                        "there is no company in " + config.text("store.url"));
  use(store);
}

}  // namespace

void note_restored(const common::Config& config) {
  with_company(config, [&](store::Store& store) {
    gateway::renew_incarnation(store);
    common::log::info("hub/server", "noted that the store was restored; vans will fetch anew");
    privacy::replay(store, erasure_list(config));
  });
}

std::size_t replay_erasures(const common::Config& config) {
  std::size_t done = 0;
  with_company(config,
               [&](store::Store& store) { done = privacy::replay(store, erasure_list(config)); });
  return done;
}

void rebuild_search(const common::Config& config) {
  with_company(config, [](store::Store& store) {
    for (auto& tenant : store.read_result(store::tenants_with_changes)) {
      search::rebuild(store, tenant);
      search::Vocabularies vocabularies;
      search::Indexer(store, vocabularies).catch_up(tenant);
    }
  });
}

std::vector<LogCheck> verify_log(const common::Config& config) {
  std::vector<LogCheck> checks;
  const identity::Seal seal = identity::Seal::from_file(identity_options(config).key_file);
  const store::Sign sign = [&](std::string_view text) { return seal.sign(text); };
  with_company(config, [&](store::Store& store) {
    store.read([&](store::Connection& connection) {
      for (auto& tenant : store::tenants_with_changes(connection)) {
        auto found = store::verify(connection, tenant, store.clock().now(), sign);
        checks.push_back({tenant, found.position, found.broken_at});
      }
    });
  });
  return checks;
}

std::string Hub::ready_line() const {
  json line{{"ready", true}, {"address", impl_->address()}, {"devices", json::array()}};
  if (!impl_->setup_token.empty())
    line["setup_link"] = impl_->address() + "/setup#" + impl_->setup_token;
  impl_->store.read([&](store::Connection& connection) {
    auto& rows = connection.query(
        "SELECT tenant, id, serial, shard FROM device WHERE deleted_at IS NULL AND state = "
        "'active' ORDER BY serial");
    while (rows.step())
      line["devices"].push_back({{"tenant", rows.text(0)},
                                 {"id", rows.text(1)},
                                 {"serial", rows.text(2)},
                                 {"shard", rows.integer(3)},
                                 {"name", rows.text(1)}});
  });
  return common::json_text(line);
}

}  // namespace hub::server
