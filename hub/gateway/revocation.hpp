#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "common/certificates/folder.hpp"
#include "hub/store/store.hpp"

namespace hub::gateway {

/// Certificates that the broker is to refuse: those of devices that were revoked and have said that
/// they erased their data, or had `grace` for it. Until then a lost van may connect, so that it
/// hears of it; the gateway answers nothing but its hello.
std::vector<common::certificates::Revoked> revoked_certificates(store::Store& store,
                                                                std::chrono::days grace);

/// Keeps the broker's list of revoked certificates, and has sessions of devices ended that may not
/// speak any more. A thread of its own; ended() may be called from any thread and only hands over.
class Revocation {
 public:
  struct Options {
    std::filesystem::path folder;  ///< with authority and revoked.pem, which the broker reads
    std::chrono::days grace{30};
  };
  /// Has the broker reread the list and end the client's session: Gateway::end_session. Called on
  /// the thread.
  using End = std::function<void(const std::string& device)>;
  Revocation(store::Store& store, Options options, End end);
  ~Revocation();  ///< stops
  Revocation(const Revocation&) = delete;
  Revocation& operator=(const Revocation&) = delete;

  void start();
  void stop();
  void ended(const std::string& device);

 private:
  void run();
  void renew();

  store::Store& store_;
  Options options_;
  End end_;
  common::SystemClock clock_;
  common::certificates::Folder folder_;
  std::mutex mutex_;
  std::condition_variable woken_;
  std::set<std::string> ended_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace hub::gateway
