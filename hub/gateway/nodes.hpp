#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "hub/gateway/feed_readers.hpp"
#include "hub/gateway/sparkplug.hpp"

namespace hub::gateway {

/// The Sparkplug edge nodes of this hub: one of each company with all its vans, and one for each of
/// its readers who sees less. Any thread, but follow(): one.
class Nodes {
 public:
  struct Options {
    std::string hub;  ///< name as edge node
    common::mqtt::Options broker;
    std::filesystem::path readers_file;  ///< for the broker; empty: none
  };
  Nodes(store::Store& store, Options options) : store_(store), options_(std::move(options)) {}

  /// With the van's last stock change, as a birth says all that is known.
  void online(const std::string& tenant, const std::string& device, const std::string& warehouse);
  void offline(const std::string& tenant, const std::string& device);
  void position(const std::string& tenant, const std::string& device, const Fix& fix);
  void data(const std::string& tenant, const std::string& device, const Metrics& metrics);
  /// Looks who may read, and keeps connections that were lost; to be called every second or so.
  /// Throws storage.
  void follow();
  void stop();

 private:
  using Node = std::shared_ptr<SparkplugNode>;
  struct Narrow {
    FeedReader reader;
    Node node;
  };
  Node make(const std::string& tenant, const std::string& name,
            std::optional<std::set<std::string>> devices, bool positions);
  /// The company's own first.
  std::vector<Node> of(const std::string& tenant);
  void follow_readers();
  std::uint64_t take_bd_seq(const std::string& tenant, const std::string& node);

  store::Store& store_;
  const Options options_;
  std::mutex mutex_;  // of those below but readers_
  bool stopped_ = false;
  std::map<std::string, Node> whole_;               // by tenant
  std::map<std::string, Narrow> narrow_;            // by reader
  std::optional<std::vector<FeedReader>> readers_;  // as the broker has them
};

}  // namespace hub::gateway
