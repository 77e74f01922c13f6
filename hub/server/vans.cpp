#include "hub/server/vans.hpp"

#include "common/certificates/folder.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/schema/fingerprint.hpp"
#include "hub/gateway/enrolment.hpp"
#include "hub/gateway/file_door.hpp"
#include "hub/gateway/revocation.hpp"

namespace hub::server {
namespace {

gateway::Gateway::Options gateway_options(const common::Config& config,
                                          const common::schema::Catalogue& catalogue) {
  auto folder = config.path("broker.certificates");
  gateway::Gateway::Options options;
  options.broker.host = config.text("broker.host");
  options.broker.port = static_cast<std::uint16_t>(config.integer("broker.port"));
  // Unique per process: on the hubs' listener several share the certificate's name.
  options.broker.client_id = "hub-" + common::to_hex(common::random_bytes(6));
  common::mqtt::Tls tls;
  tls.authority_file = (folder / "authority.crt").string();
  tls.certificate_file = (folder / "hub.crt").string();
  tls.key_file = (folder / "hub.key").string();
  options.broker.tls = tls;
  // In the morning all vans ask at once for up to a megabyte each; what finds no room is read and
  // sent once more when its van asks again.
  options.broker.queue_messages_max = 20'000;
  options.broker.queue_bytes_max = 64 << 20;
  options.readers_file = folder / "feeds.tsv";
  options.schema = common::schema::fingerprint(catalogue);
  return options;
}

}  // namespace

struct Vans::Impl {
  common::SystemClock clock;
  gateway::Enrolment enrolment;
  gateway::FileDoor files;
  gateway::Gateway gateway;
  gateway::Revocation revocation;

  Impl(const common::Config& config, store::Store& store, const store::Access& access,
       api::Live& live)
      : enrolment(store, enrolment_options(config)),
        files(store, enrolment_options(config).authority.certificate_pem),
        gateway(store, access, gateway_options(config, store.catalogue()), callbacks(live)),
        revocation(store, {.folder = config.path("broker.certificates")},
                   [this](const std::string& device) { gateway.end_session(device); }) {}
  ~Impl() {
    gateway.stop();
    revocation.stop();
  }

  gateway::Enrolment::Options enrolment_options(const common::Config& config) {
    auto folder = config.path("broker.certificates");
    gateway::Enrolment::Options options;
    options.authority.certificate_pem = common::certificates::read_file(folder / "authority.crt");
    options.authority.key_pem = common::certificates::read_file(folder / "authority.key");
    auto host = config.text("broker.vans_host");
    auto port = config.integer("broker.vans_port");
    options.broker_host = host.empty() ? config.text("broker.host") : host;
    options.broker_port =
        static_cast<std::uint16_t>(port == 0 ? config.integer("broker.port") : port);
    options.on_replaced = [this](const std::string& device) { revocation.ended(device); };
    return options;
  }

  gateway::Gateway::Callbacks callbacks(api::Live& live) {
    gateway::Gateway::Callbacks callbacks;
    callbacks.on_position = [&live](const std::string& tenant, const std::string& json) {
      live.send_position(tenant, json);
    };
    callbacks.on_ended = [this](const std::string&, const std::string& device) {
      revocation.ended(device);
    };
    callbacks.on_alarm = [](const std::string&, const std::string& device, const std::string& kind,
                            const std::string& text) {
      common::log::warning("hub/gateway", text, {{"device", device}, {"kind", kind}});
    };
    return callbacks;
  }
};

Vans::Vans(const common::Config& config, store::Store& store, const store::Access& access,
           api::Live& live)
    : impl_(std::make_unique<Impl>(config, store, access, live)) {}
Vans::~Vans() = default;

void Vans::start() {
  impl_->gateway.start();
  impl_->revocation.start();
}
void Vans::wake() {
  impl_->gateway.wake();
}
std::string Vans::metrics() const {
  return impl_->gateway.counters().text();
}
bool Vans::is_connected() const {
  return impl_->gateway.counters().connected;
}

void Vans::add_routes(common::http::Router& router) {
  router.add(common::http::Method::post, "/api/enrol/",
             [this](const common::http::Request& request, const common::http::Params&) {
               return common::http::json(impl_->enrolment.enrol(request.json(), request.peer));
             },
             {.summary = "A van's computer asks for its certificate",
              .body = R"({"code": "", "csr": ""})",
              .reply = R"({"certificate": ""})",
              .open = true});
  router.add(common::http::Method::post, "/api/enrol/renew/",
             [this](const common::http::Request& request, const common::http::Params&) {
               return common::http::json(impl_->enrolment.renew(request.json()));
             },
             {.summary = "A van's computer asks for its next certificate before its own ends",
              .body = R"({"certificate": "", "csr": "", "signature": ""})",
              .reply = R"({"certificate": "", "authority": ""})",
              .open = true});
  router.add(common::http::Method::put, "/api/vans/files/{sha256}/",
             [this](const common::http::Request& request, const common::http::Params& params) {
               return impl_->files.take(request, params);
             },
             {.summary = "A van's computer sends a piece of a file",
              .reply = R"({"have_bytes": 0, "durable": false})",
              .open = true});
  router.add(common::http::Method::get, "/api/vans/files/{sha256}/",
             [this](const common::http::Request& request, const common::http::Params& params) {
               return impl_->files.give(request, params);
             },
             {.summary = "A van's computer fetches a file that its records name", .open = true});
}

}  // namespace hub::server
