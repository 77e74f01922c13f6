#include "board/linux/input_button.hpp"

#include <atomic>
#include <memory>
#include <optional>

#include "tests/support/input_device.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;

TEST_GROUP(InputButton) {
  void setup() override {
    start();
  }
  void teardown() override {
    button.reset();
  }

  void start() {
    board::InputButton::Options options;
    options.device = temp / "event0";
    options.reopen_after = 20ms;
    button = std::make_unique<board::InputButton>(options);
    button->start([this] { ++presses; });
  }
  /// How many there were when all that was given so far has been read: events come in order.
  int pressed_after_all() {
    auto before = presses.load();
    device->press(KEY_PROG1, 3'600'000ms);
    CHECK(support::wait_until([&] { return presses.load() > before; }));
    return presses.load() - 1;
  }

  support::TempFolder temp;
  std::optional<support::InputDevice> device{temp / "event0"};
  std::atomic<int> presses{0};
  std::unique_ptr<board::InputButton> button;
};

TEST(InputButton, a_press_is_told_once_however_long_it_is_held) {
  device->change(KEY_PROG1, 1, 1'000ms);
  for (int i = 0; i < 20; ++i) device->change(KEY_PROG1, 2, 1'250ms + i * 33ms);
  device->change(KEY_PROG1, 0, 2'000ms);
  device->press(KEY_PROG1, 4'000ms);

  LONGS_EQUAL(2, pressed_after_all());
}

TEST(InputButton, a_contact_that_bounces_is_one_press) {
  for (auto at : {1'000ms, 1'006ms, 1'013ms}) {
    device->change(KEY_PROG1, 1, at);
    device->change(KEY_PROG1, 0, at + 3ms);
  }

  LONGS_EQUAL(1, pressed_after_all());
}

TEST(InputButton, other_keys_are_none_of_its_business) {
  device->press(KEY_PROG2, 1'000ms);
  device->press(KEY_ENTER, 2'000ms);

  LONGS_EQUAL(0, pressed_after_all());
}

TEST(InputButton, it_waits_for_its_device_and_takes_it_again_when_it_comes_back) {
  device->press(KEY_PROG1, 1'000ms);
  CHECK(support::wait_until([&] { return presses.load() == 1; }));

  device.reset();
  device.emplace(temp / "event0");

  device->press(KEY_PROG1, 5'000ms);
  CHECK(support::wait_until([&] { return presses.load() == 2; }));
}

TEST(InputButton, nothing_comes_after_stop) {
  button->stop();

  device->press(KEY_PROG1, 1'000ms);

  LONGS_EQUAL(0, presses.load());
  button->start([this] { ++presses; });  // and again
  CHECK(support::wait_until([&] { return presses.load() == 1; }));
}
