#pragma once
#include "common/sync/hub_store.hpp"
#include "common/sync/packing.hpp"

namespace common::sync {

/// The hub's side of the protocol for one device. Everything that counts lives in the store: a
/// machine may be thrown away and made anew at any time. One thread at a time; calls block as long
/// as the store does. Never throws for what a device sends. What the store throws rises: nothing
/// was published then, the device will repeat.
class HubMachine {
 public:
  struct Options {
    std::string schema;  ///< hash of the catalogue
    std::uint32_t upload_credit_bytes = 256 * 1024;
    std::uint32_t pull_bytes_max = 1024 * 1024;  ///< answer to one pull, whatever credit it gives
    std::uint32_t protocol_min = 1;              ///< a device below is told to upgrade
  };
  HubMachine(HubStore& store, Options options);

  /// `topic` is the suffix, "up/op".
  Effects message(std::string_view topic, std::string_view bytes, Moment now);
  /// The device's feeds advanced or its scopes changed: the nudge, retained (`down/desired`).
  /// Publishes nothing when the heads are those of the last nudge.
  Effects feeds_advanced(Moment now);
  /// The hub's queue is full: no credit until it is over. Operations that come meanwhile are
  /// answered with busy.
  void set_busy(bool is_busy) { is_busy_ = is_busy; }
  Effects send_command(const wire::DeviceCommand& command);

 private:
  void hello(const wire::Hello& hello, Moment now, Effects& effects);
  void operations(const wire::OperationBatch& batch, Effects& effects);
  void pull(const wire::Pull& pull, Effects& effects);
  struct Stretch;
  static Stretch stretch_of(const ScopeHead& head, const wire::Cursor* asked);
  static wire::ChangeBatch batch_of(const ScopeHead& head, const Stretch& stretch,
                                    std::uint64_t from, FeedPage& page);
  /// Publishes as much of one scope's feed as `left` bytes allow; where it ends then.
  wire::Cursor send_feed(const ScopeHead& head, const Stretch& stretch, bool whole,
                         std::size_t& left, Effects& effects);
  void blob(const wire::BlobChunk& chunk, Effects& effects);
  std::uint32_t credit() const { return is_busy_ ? 0 : options_.upload_credit_bytes; }

  HubStore& store_;
  Options options_;
  bool is_busy_ = false;
  std::string last_nudge_;
  Form form_ = Form::plain;  ///< in which the van takes records; plain until it has said more
};

}  // namespace common::sync
