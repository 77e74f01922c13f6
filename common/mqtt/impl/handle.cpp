#include "common/mqtt/impl/handle.hpp"

#include <mqtt_protocol.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "common/error/error.hpp"

namespace common::mqtt {
namespace {

/// Initialised once per process; libmosquitto's own counter is not safe with threads.
void require_library() {
  static const int rc = mosquitto_lib_init();
  if (rc != MOSQ_ERR_SUCCESS)
    throw Error(ErrorCode::internal, "libmosquitto cannot be initialised");
}

struct Properties {
  Properties() = default;
  ~Properties() { mosquitto_property_free_all(&list); }
  Properties(const Properties&) = delete;
  Properties& operator=(const Properties&) = delete;
  void add(int identifier, std::uint32_t value) {
    if (mosquitto_property_add_int32(&list, identifier, value) != MOSQ_ERR_SUCCESS)
      throw Error(ErrorCode::internal, "an MQTT property cannot be set");
  }
  mosquitto_property* list = nullptr;
};

void check(int rc, const char* doing) {
  if (rc != MOSQ_ERR_SUCCESS)
    throw Error(ErrorCode::bad_input, std::string(doing) + ": " + mosquitto_strerror(rc));
}

}  // namespace

Handle::Handle(const Options& options, HandleEvents events)
    : handle_(nullptr), events_(std::move(events)) {
  require_library();
  if (options.tls) tls_ = make_tls_context(*options.tls, options.host);
  handle_ = mosquitto_new(options.client_id.empty() ? nullptr : options.client_id.c_str(),
                          options.clean_start, this);
  if (!handle_)
    throw Error(ErrorCode::internal,
                std::string("libmosquitto gives no handle: ") + std::strerror(errno));
  try {
    check(mosquitto_int_option(handle_, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5),
          "choosing MQTT 5");
    check(mosquitto_int_option(handle_, MOSQ_OPT_TCP_NODELAY, 1), "sending at once");
    if (tls_) {
      check(mosquitto_int_option(handle_, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0), "setting TLS");
      check(mosquitto_void_option(handle_, MOSQ_OPT_SSL_CTX, tls_.get()), "setting TLS");
    }
    if (options.will) {
      const Will& will = *options.will;
      check(
          mosquitto_will_set_v5(handle_, will.topic.c_str(), static_cast<int>(will.payload.size()),
                                will.payload.data(), will.qos, will.retain, nullptr),
          "setting the will");
    }
  } catch (...) {
    mosquitto_destroy(handle_);
    throw;
  }
  set_callbacks();
}

Handle::~Handle() {
  mosquitto_destroy(handle_);
}

void Handle::set_callbacks() {
  mosquitto_connect_v5_callback_set(
      handle_, [](mosquitto*, void* self, int reason, int, const mosquitto_property*) {
        auto& handle = *static_cast<Handle*>(self);
        if (reason != 0) handle.broker_reason_ = reason;
        handle.events_.connack(reason);
      });
  mosquitto_disconnect_v5_callback_set(
      handle_, [](mosquitto*, void* self, int reason, const mosquitto_property*) {
        // Below 128 it is one of the library's own codes, which the caller gets anyway.
        if (reason >= 128) static_cast<Handle*>(self)->broker_reason_ = reason;
      });
  mosquitto_subscribe_v5_callback_set(handle_, [](mosquitto*, void* self, int, int count,
                                                  const int* granted, const mosquitto_property*) {
    static_cast<Handle*>(self)->events_.suback({granted, granted + count});
  });
  mosquitto_publish_v5_callback_set(
      handle_, [](mosquitto*, void* self, int message_id, int reason, const mosquitto_property*) {
        static_cast<Handle*>(self)->events_.puback(message_id, reason);
      });
  mosquitto_message_v5_callback_set(
      handle_,
      [](mosquitto*, void* self, const mosquitto_message* message, const mosquitto_property*) {
        std::string payload;
        if (message->payloadlen > 0)
          payload.assign(static_cast<const char*>(message->payload),
                         static_cast<std::size_t>(message->payloadlen));
        static_cast<Handle*>(self)->events_.message(
            {message->topic, std::move(payload), message->retain});
      });
  mosquitto_log_callback_set(handle_, [](mosquitto*, void* self, int level, const char* text) {
    if (level == MOSQ_LOG_ERR) static_cast<Handle*>(self)->complaint_ = text;
  });
}

int Handle::connect(const Options& options) {
  Properties properties;
  properties.add(MQTT_PROP_MAXIMUM_PACKET_SIZE,
                 static_cast<std::uint32_t>(options.packet_bytes_max));
  return mosquitto_connect_bind_v5(handle_, options.host.c_str(), options.port,
                                   static_cast<int>(options.keep_alive.count()), nullptr,
                                   properties.list);
}

int Handle::subscribe(const std::vector<std::string>& topics) {
  std::vector<char*> pointers;
  // The library takes non-const pointers and does not write through them.
  for (const std::string& topic : topics) pointers.push_back(const_cast<char*>(topic.c_str()));
  return mosquitto_subscribe_multiple(handle_, nullptr, static_cast<int>(pointers.size()),
                                      pointers.data(), 1, 0, nullptr);
}

int Handle::publish(const Publication& publication, int* message_id) {
  Properties properties;
  if (publication.expiry)
    properties.add(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL,
                   static_cast<std::uint32_t>(publication.expiry->count()));
  return mosquitto_publish_v5(
      handle_, message_id, publication.topic.c_str(), static_cast<int>(publication.payload.size()),
      publication.payload.data(), publication.qos, publication.retain, properties.list);
}

int Handle::disconnect() {
  return mosquitto_disconnect_v5(handle_, 0, nullptr);
}

int Handle::read_some() {
  int rc = MOSQ_ERR_SUCCESS;
  // TLS may hold decrypted packets that poll() knows nothing about.
  do {
    rc = mosquitto_loop_read(handle_, 1);
    const auto* tls = static_cast<const SSL*>(mosquitto_ssl_get(handle_));
    if (rc == MOSQ_ERR_SUCCESS && (!tls || SSL_pending(tls) == 0)) break;
  } while (rc == MOSQ_ERR_SUCCESS && descriptor() >= 0);
  return rc;
}

std::string Handle::why(int rc) const {
  if (broker_reason_ != 0)
    return "broker: " + std::string(mosquitto_reason_string(broker_reason_)) + " (" +
           std::to_string(broker_reason_) + ")";
  if (rc == MOSQ_ERR_ERRNO) return std::strerror(errno);
  std::string text = mosquitto_strerror(rc);
  if (!complaint_.empty()) text += " (" + complaint_ + ")";
  return text;
}

}  // namespace common::mqtt
