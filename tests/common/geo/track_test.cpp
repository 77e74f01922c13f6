#include "common/geo/track.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "common/error/error.hpp"
#include "tests/common/geo/drive.hpp"

// CppUTest last: its macros redefine new.
#include <CppUTest/TestHarness.h>

using namespace common::geo;
using geo_test::at;
using std::chrono::seconds;

namespace {

std::vector<TrackPoint> drive_points() {
  std::vector<TrackPoint> points;
  for (const Fix& fix : geo_test::load_drive()) points.push_back({fix.at, fix.position});
  return points;
}

// Where a thinned track says the van was.
Position place_at(const std::vector<TrackPoint>& track, common::Instant time) {
  const auto after =
      std::find_if(track.begin(), track.end(), [&](const TrackPoint& p) { return p.at >= time; });
  if (after == track.begin()) return after->position;
  const auto before = after - 1;
  const double part = std::chrono::duration<double>(time - before->at) /
                      std::chrono::duration<double>(after->at - before->at);
  return between(before->position, after->position, part);
}

std::vector<TrackPoint> random_track(std::mt19937& random) {
  std::uniform_int_distribution<int> length(0, 300);
  std::uniform_real_distribution<double> latitude(-90, 90);
  std::uniform_real_distribution<double> longitude(-180, 180);
  std::uniform_int_distribution<std::int64_t> time(-2'000'000'000'000'000, 4'000'000'000'000'000);
  std::vector<TrackPoint> points(static_cast<std::size_t>(length(random)));
  for (TrackPoint& point : points)
    point = {common::from_micros(time(random)), {latitude(random), longitude(random)}};
  return points;
}

}  // namespace

TEST_GROUP(Track){};

TEST(Track, thinning_keeps_every_place_within_tolerance_at_its_time) {
  const auto points = drive_points();
  const ThinSettings settings;
  const auto kept = thin(points, settings);
  CHECK(kept.size() < points.size() / 5);
  CHECK(kept.front() == points.front());
  CHECK(kept.back() == points.back());
  for (const TrackPoint& point : points) {
    CHECK(distance_m(point.position, place_at(kept, point.at)) <= settings.tolerance_m + 0.01);
  }
}

TEST(Track, thinning_keeps_a_point_each_minute_where_there_were_fixes) {
  const auto points = drive_points();
  const auto kept = thin(points, {50'000, seconds(60)});
  for (std::size_t i = 1; i < kept.size(); ++i) CHECK(kept[i].at - kept[i - 1].at <= seconds(60));
  CHECK(kept.size() < 60);
}

TEST(Track, thinning_leaves_short_tracks_alone) {
  const std::vector<TrackPoint> two{{at("08:00:00"), {47, 9}}, {at("08:00:01"), {47, 9}}};
  CHECK(thin({}, {}).empty());
  CHECK(thin(two, {}) == two);
}

TEST(Track, thinning_keeps_a_point_before_and_after_a_hole) {
  const std::vector<TrackPoint> points{{at("08:00:00"), {47, 9}},
                                       {at("08:00:10"), {47, 9}},
                                       {at("08:10:00"), {47, 9}},
                                       {at("08:10:10"), {47, 9}}};
  const auto kept = thin(points, {12, seconds(60)});
  LONGS_EQUAL(4, kept.size());
}

TEST(Track, encoding_comes_back_within_its_units) {
  std::mt19937 random(20261116);
  for (int round = 0; round < 300; ++round) {
    const auto points = random_track(random);
    const auto back = decode_track(encode_track(points));
    LONGS_EQUAL(points.size(), back.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
      CHECK(std::chrono::abs(points[i].at - back[i].at) <= std::chrono::milliseconds(50));
      DOUBLES_EQUAL(points[i].position.latitude, back[i].position.latitude, 5.1e-7);
      DOUBLES_EQUAL(points[i].position.longitude, back[i].position.longitude, 5.1e-7);
    }
    CHECK(encode_track(back) == encode_track(points));
  }
}

TEST(Track, encoding_is_compact) {
  const auto kept = thin(drive_points(), {});
  CHECK(encode_track(kept).size() < kept.size() * 7 + 20);
}

TEST(Track, decoding_refuses_damage) {
  const auto kept = thin(drive_points(), {});
  const std::string good = encode_track(kept);
  for (std::size_t length = 0; length < good.size(); ++length) {
    CHECK_THROWS(common::Error, decode_track(good.substr(0, length)));
  }
  CHECK_THROWS(common::Error, decode_track(good + '\0'));
  CHECK_THROWS(common::Error, decode_track("\x02" + good.substr(1)));
  CHECK_THROWS(common::Error,
               decode_track(std::string("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11)));
}

TEST(Track, decoding_survives_any_bytes) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> byte(0, 255);
  const std::string good = encode_track(thin(drive_points(), {}));
  int accepted = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = good.substr(0, 60);
    bytes[1] = 8;  // so that some random bodies are long enough
    for (std::size_t i = 2; i < bytes.size(); ++i) {
      if (byte(random) < 30) bytes[i] = static_cast<char>(byte(random));
    }
    try {
      for (const TrackPoint& point : decode_track(bytes)) CHECK(valid(point.position));
      ++accepted;
    } catch (const common::Error& error) {
      CHECK(error.code() == common::ErrorCode::bad_input);
    }
  }
  CHECK(accepted < 3000);
}

TEST(Track, encoding_refuses_what_it_cannot_hold) {
  const std::vector<TrackPoint> many(track_points_max + 1, {at("08:00:00"), {47, 9}});
  CHECK_THROWS(common::Error, encode_track(many));
  const std::vector<TrackPoint> bad{{at("08:00:00"), {147, 9}}};
  CHECK_THROWS(common::Error, encode_track(bad));
}

TEST(Track, recorder_cuts_the_drive_into_segments_that_join) {
  TrackRecorder recorder({});
  std::vector<std::vector<TrackPoint>> segments;
  const auto points = drive_points();
  for (const TrackPoint& point : points) {
    if (const auto segment = recorder.add(point)) segments.push_back(*segment);
  }
  segments.push_back(recorder.close());
  LONGS_EQUAL(10, segments.size());  // 46 min 42 s at 5 min each
  CHECK(segments.front().front() == points.front());
  CHECK(segments.back().back() == points.back());
  for (std::size_t i = 1; i < segments.size(); ++i)
    CHECK(segments[i].front() == segments[i - 1].back());
  CHECK(recorder.close().empty());
}

TEST(Track, recorder_restarts_from_its_pending_points) {
  TrackRecorder straight({});
  TrackRecorder broken({});
  for (const TrackPoint& point : drive_points()) {
    const auto expected = straight.add(point);
    broken = TrackRecorder({}, broken.pending());
    CHECK(broken.add(point) == expected);
  }
}

TEST(Track, recorder_ignores_points_that_go_back_in_time) {
  TrackRecorder recorder({});
  recorder.add({at("08:00:10"), {47, 9}});
  recorder.add({at("08:00:05"), {47, 9}});
  recorder.add({at("08:00:10"), {47, 9}});
  LONGS_EQUAL(1, recorder.pending().size());
}
