// Sensors of the board as the kernel shows them. features: SYNC-11
#include "board/linux/linux_sensors.hpp"

#include <fstream>

#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

TEST_GROUP(LinuxSensors) {
  support::TempFolder root;

  void put(const std::string& path, const std::string& text) {
    auto file = root.path() / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text << "\n";
  }
  board::Measured read() {
    return board::LinuxSensors(root.path()).read();
  }
};

TEST(LinuxSensors, a_board_without_sensors_measures_nothing) {
  auto measured = read();

  CHECK_FALSE(measured.supply_mv || measured.temperature_cdeg || measured.signal_dbm);
}

TEST(LinuxSensors, values_come_in_the_units_of_the_face) {
  put("sys/class/thermal/thermal_zone0/temp", "-4250");
  put("sys/class/power_supply/dc/voltage_now", "13870000");
  put("proc/net/wireless",
      "Inter-| sta-|   Quality        |   Discarded packets\n"
      " face | tus | link level noise |  nwid  crypt   frag\n"
      " wlan0: 0000   54.  -56.  -256        0      0      0");

  auto measured = read();

  LONGS_EQUAL(-425, *measured.temperature_cdeg);
  LONGS_EQUAL(13870, *measured.supply_mv);
  LONGS_EQUAL(-56, *measured.signal_dbm);
}

TEST(LinuxSensors, a_broken_sensor_is_passed_over_for_one_that_works) {
  put("sys/class/thermal/thermal_zone0/temp", "-274000");
  put("sys/class/hwmon/hwmon1/temp1_input", "41500");
  put("sys/class/power_supply/usb/voltage_now", "0");
  put("sys/class/hwmon/hwmon0/in1_label", "core");
  put("sys/class/hwmon/hwmon0/in1_input", "900");
  put("sys/class/hwmon/hwmon0/in2_label", "VIN");
  put("sys/class/hwmon/hwmon0/in2_input", "24100");

  auto measured = read();

  LONGS_EQUAL(4150, *measured.temperature_cdeg);
  LONGS_EQUAL(24100, *measured.supply_mv);
}
