#include "tests/hub/webhooks/world.hpp"

#include <filesystem>

#include "common/codec/json.hpp"
#include "hub/webhooks/message.hpp"
#include "hub/webhooks/signature.hpp"

namespace test {

using hub::webhooks::WebhookEndpoint;

namespace {

const std::string sealed = "sealed ";

}  // namespace

Webhooks::Webhooks(hub::store::Dialect dialect)
    : company(dialect),
      reads(company.store()),
      service(company.store(), reads),
      secret(hub::webhooks::make_secret()),
      journal_((folder_ / "journal").string(), company.clock()),
      follower_(service) {
  hub::webhooks::allow_private_targets(true);
}

std::string Webhooks::register_endpoint(const std::vector<std::string>& events,
                                        const std::string& owner, const Json& more) {
  Json fields{{"url", receiver.url()}, {"events", events}, {"owner", company.user(owner)}};
  fields.update(more);
  auto id = company.put("admin.WebhookEndpoint", fields);
  auto& store = company.store();
  store.write(store.system_command(company.tenant(), "test"), [&](Transaction& transaction) {
    auto endpoint = transaction.load<WebhookEndpoint>(id);
    endpoint.set_signing_secret(sealed + secret);
    transaction.save_as_system(endpoint);
  });
  return id;
}

void Webhooks::follow() {
  // PostgreSQL seals a moment after the commit.
  support::wait_until(
      [&] { return company.count("SELECT count(*) FROM change WHERE position IS NULL") == 0; });
  while (follower_.advance()) {
  }
}

void Webhooks::run_jobs() {
  auto& store = company.store();
  hub::webhooks::Deliverer deliverer(
      store, [](auto&, auto& text) { return text.substr(sealed.size()); }, journal_, options);
  hub::work::Jobs jobs(store, 2);
  jobs.handle(hub::webhooks::job_kind,
              [&](const hub::work::Job& job) { return deliverer.run(job); });
  jobs.handle(hub::webhooks::again_kind,
              [&](const hub::work::Job& job) { return hub::webhooks::send_again(store, job); });
  auto due = [&] {
    return company.count(
        "SELECT count(*) FROM job WHERE kind LIKE 'webhook%' AND (state = 'running' OR (state = "
        "'waiting' AND run_at <= " +
        std::to_string(common::to_micros(company.clock().now())) + "))");
  };
  jobs.start();
  support::wait_until(
      [&] {
        jobs.wake();
        return due() == 0;
      },
      std::chrono::seconds(30));
  jobs.stop();
}

void Webhooks::work() {
  follow();
  run_jobs();
}

void Webhooks::act(const std::string& type, const std::string& id, const std::string& action,
                   const google::protobuf::Message* input) {
  auto& store = company.store();
  auto person = hub::transfer::person_of(store, company.tenant(), company.user("admin"), "test");
  store.write(store.command(person.actor), [&](Transaction& transaction) {
    transaction.act(transaction.catalogue().type(type), id, action, input);
  });
}

void Webhooks::change_as(const std::string& role, const std::string& endpoint, const Json& fields) {
  auto& store = company.store();
  auto person = hub::transfer::person_of(store, company.tenant(), company.user(role), "test");
  store.write(store.command(person.actor), [&](Transaction& transaction) {
    auto& type = transaction.catalogue().of<WebhookEndpoint>();
    auto record = transaction.load_message(type, endpoint);
    common::codec::merge_json(type, *record, fields);
    transaction.save(*record);
  });
}

void Webhooks::withhold(const std::string& role, const std::string& type,
                        const std::string& field) {
  auto id = company.texts("SELECT id FROM role WHERE \"key\" = '" + role + "'").at(0);
  company.put(
      "admin.Permission",
      {{"role", id}, {"of_type", type}, {"effect", "withhold"}, {"fields", Json::array({field})}});
}

Json Webhooks::delivery(const std::string& event) {
  auto ids = company.texts("SELECT id FROM webhook_delivery WHERE event = '" + event +
                           "' ORDER BY created_at DESC, id DESC");
  return ids.empty() ? Json() : company.record("admin.WebhookDelivery", ids[0]);
}

std::unique_ptr<hub::store::Store> Webhooks::open_beside() {
  return std::make_unique<hub::store::Store>(
      hub::store::Store::Options{company.url(), 4, 2}, stores::catalogue(),
      common::rules::RuleBook::registered(), company.clock());
}

}  // namespace test
