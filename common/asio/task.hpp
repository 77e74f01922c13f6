#pragma once
#include <memory>
#include <type_traits>
#include <utility>

namespace common::asio {

/// A function to be called once; unlike std::function it may hold what cannot be copied.
class Task {
 public:
  Task() = default;
  template <class Work>
  requires(!std::is_same_v<std::remove_cvref_t<Work>, Task>)
      Task(Work&& work)  // NOLINT: a lambda is meant to become a task unasked
      : held_(std::make_unique<Held<std::remove_cvref_t<Work>>>(std::forward<Work>(work))) {}

  explicit operator bool() const { return held_ != nullptr; }
  void operator()() { held_->run(); }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void run() = 0;
  };
  template <class Work>
  struct Held final : Base {
    template <class From>
    explicit Held(From&& from) : work(std::forward<From>(from)) {}
    void run() override { work(); }
    Work work;
  };
  std::unique_ptr<Base> held_;
};

}  // namespace common::asio
