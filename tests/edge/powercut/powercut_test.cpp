#include <algorithm>
#include <cstdlib>
#include <random>

#include "tests/edge/api/fixture.hpp"
#include "tests/edge/powercut/disk.hpp"
#include "tests/edge/powercut/recorder.hpp"

#include <CppUTest/TestHarness.h>

using nlohmann::json;
using truckroll::field::JobEvent;
using truckroll::field::ScheduledEvent;
using van_test::ServedVan;

namespace {

/// What the screen was told to be saved, as the store had it then.
struct Saved {
  std::string what;
  std::uint64_t next_sequence = 0;
  std::vector<std::string> operations;
  std::string state;  ///< of the visit; empty before the hub sent it
  std::string photo;  ///< SHA-256
  std::uint64_t acked = 0;
  std::string office;  ///< what the office last changed
};

std::string state_of_visit(edge::store::Store& store) {
  return store.read_result([](const edge::store::RecordsView& view) {
    auto visit = view.find<ScheduledEvent>(van_test::visit);
    return visit ? visit->header().state() : std::string();
  });
}

Saved look(edge::store::Store& store, const std::string& what) {
  auto log = store.load_state();
  Saved saved;
  saved.what = what;
  saved.next_sequence = log.next_sequence;
  saved.operations = store.operations(1, 10'000, std::size_t{1} << 30U);
  saved.state = state_of_visit(store);
  saved.acked = log.acked_sequence;
  saved.office = store.read_result([](const edge::store::RecordsView& view) {
    auto job = view.find<truckroll::field::WorkOrder>(van_test::tomorrow_job);
    return job ? job->summary() : std::string();
  });
  return saved;
}

/// A technician's day by the van's own web server, and what came to the disk meanwhile.
class RecordedDay {
 public:
  RecordedDay() {
    van_.stop();
    van_.close();
    std::filesystem::remove_all(folder());
    std::filesystem::create_directory(folder());
    powercut::record(folder());
    van_.open();
    saved("opened");
    van_test::Seed().send(*van_.store);
    saved("the hub's records");
    van_.serve();
    work();
    van_.stop();
    van_.close();
    events = powercut::take_record();
  }

  std::filesystem::path folder() const { return van_.temp.path() / "data"; }

  std::vector<powercut::Event> events;
  std::vector<Saved> all_saved;

 private:
  void saved(const std::string& what, const std::string& photo = {}) {
    all_saved.push_back(look(*van_.store, what));
    all_saved.back().photo = photo;
    powercut::note_saved(all_saved.size() - 1);
  }
  void act(const std::string& action, const json& input = json::object()) {
    van_.act(action, input);  // throws unless the answer is 200 or 201
    saved(action);
  }
  void work() {
    act("accept");
    van_.drive("07:30:00", "07:30:00");
    act("on-my-way");
    van_.drive("07:30:01", "07:32:00");
    act("arrive");
    for (int i = 0; i < 6; ++i) {
      act("notes", {{"text", "Valve " + std::to_string(i) + std::string(700U * unsigned(i), 'x')}});
      take_photo(i);
    }
    act("pause", {{"reason", "Waiting for parts"}});
    acknowledge(5);
    restart();
    act("resume");
    act("parts", {{"code", "7610000000017"}, {"quantity", "2"}});
    acknowledge(9);
    act("complete", {{"resolution", "Drained"},
                     {"part_done", true},
                     {"return_visit", {{"reason", "Pump ordered"}}}});
  }
  void take_photo(int number) {
    auto bytes = van_test::picture() + std::string(20'000, static_cast<char>('a' + number));
    common::http::Headers headers;
    headers.add("Content-Type", "image/jpeg");
    auto reply = van_.client->send(common::http::Method::post,
                                   "/api/visits/" + van_test::visit + "/photos", headers, bytes);
    if (reply.status != 201) throw std::runtime_error("photo: " + reply.body);
    saved("photo", reply.json()["sha256"].get<std::string>());
  }
  /// The hub has them, and sends what the office changed.
  void acknowledge(std::uint64_t through) {
    van_.store->acknowledge(through, {});
    saved("acknowledged");
    auto job = van_test::make<truckroll::field::WorkOrder>(van_test::tomorrow_job, "planned");
    job.set_number("WO-2050");
    job.set_summary("Exchange both pumps " + std::to_string(through));
    job.set_account(van_test::account);
    job.set_site(van_test::site);
    job.mutable_header()->set_version(static_cast<std::int64_t>(++batches_));
    truckroll::wire::ChangeBatch batch;
    batch.set_scope("technician:" + van_test::technician);
    batch.set_generation(1);
    batch.set_from(batches_ - 1);
    batch.set_to(batches_);
    *batch.add_records() = common::sync::make_state(van_test::catalogue().of(job).name, job);
    if (van_.store->apply(batch) != common::sync::Applied::yes)
      throw std::runtime_error("the hub's change did not fit");
    saved("changed by the office");
  }
  void restart() {
    van_.restart();
    saved("restarted");
  }

  ServedVan van_;
  std::uint64_t batches_ = 1;
};

const RecordedDay& recorded() {
  static RecordedDay day;
  return day;
}

/// What must be there when the power went before event `cut`, against what is.
class Image {
 public:
  Image(const RecordedDay& day, std::size_t cut, std::mt19937& random)
      : day_(day), cut_(cut), folder_(temp_ / "data") {
    powercut::write_image(day.events, cut, random, folder_);
  }

  void check() {
    auto store = open();
    auto last = find_last_saved();
    if (!last) return;  // nothing was said to be saved
    CHECK_TEXT(store->damage().empty(), where());
    auto found = look(*store, "");
    auto& saved = day_.all_saved[*last];
    CHECK_TEXT(found.next_sequence >= saved.next_sequence, where());
    CHECK_TEXT(found.acked >= saved.acked, where());
    for (std::size_t i = 0; i < saved.operations.size(); ++i)
      CHECK_TEXT(found.operations.at(i) == saved.operations[i], where());
    check_value(found, &Saved::state, *last);
    check_value(found, &Saved::office, *last);
    for (std::size_t i = 0; i <= *last; ++i)
      if (auto& photo = day_.all_saved[i].photo; !photo.empty()) store->load_blob(photo);
    check_events(*store, saved);
    if (cut_ % 10 != 0) return;
    store.reset();
    STRCMP_EQUAL_TEXT("", open()->damage().c_str(), where());  // and it starts again
  }

  std::unique_ptr<edge::store::Store> open() {
    edge::store::Store::Options options;
    options.folder = folder_;
    options.map_bytes = 64 << 20;
    options.disk_percent = [] { return 10; };
    return std::make_unique<edge::store::Store>(std::move(options), van_test::catalogue(),
                                                common::rules::RuleBook::registered(), clock_);
  }

 private:
  std::optional<std::size_t> find_last_saved() {
    std::optional<std::size_t> last;
    for (std::size_t i = 0; i < cut_; ++i)
      if (day_.events[i].kind == powercut::Event::Kind::saved) last = day_.events[i].number;
    text_ = "cut " + std::to_string(cut_) + " of " + std::to_string(day_.events.size()) +
            ", after " + (last ? day_.all_saved[*last].what : "nothing");
    return last;
  }
  const char* where() const { return text_.c_str(); }
  /// As told last, or what was being saved just then.
  void check_value(const Saved& found, std::string Saved::*member, std::size_t last) {
    auto& value = found.*member;
    bool is_next = last + 1 < day_.all_saved.size() && value == day_.all_saved[last + 1].*member;
    CHECK_TEXT(value == day_.all_saved[last].*member || is_next, where());
  }
  /// Each change of the visit with its time and its place in the order.
  void check_events(edge::store::Store& store, const Saved& saved) {
    for (std::size_t i = 0; i < saved.operations.size(); ++i) {
      truckroll::wire::Operation operation;
      CHECK_TEXT(operation.ParseFromString(store.operations(i + 1, 1, 1 << 20).at(0)), where());
      UNSIGNED_LONGS_EQUAL_TEXT(i + 1, operation.sequence(), where());
      CHECK_TEXT(operation.has_at(), where());
    }
  }

  support::TempFolder temp_;
  const RecordedDay& day_;
  const std::size_t cut_;
  const std::filesystem::path folder_;
  std::string text_;
  common::FakeClock clock_{common::parse_instant(van_test::day + "T18:00:00Z")};
};

std::size_t cuts_wanted() {
  auto text = std::getenv("TRUCKROLL_POWER_CUTS");
  return text ? std::stoul(text) : 1'000;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_GROUP(PowerCut){};

// features: EDGE-02
TEST(PowerCut, each_step_of_an_offline_job_is_there_afterwards_with_its_time_and_number) {
  auto& day = recorded();
  std::mt19937 random(3);
  Image image(day, day.events.size(), random);

  auto store = image.open();

  struct Step {
    const char* action;
    JobEvent::Kind kind;
  };
  const Step steps[] = {
      {"accept", JobEvent::KIND_ACCEPTED}, {"on-my-way", JobEvent::KIND_ON_MY_WAY},
      {"arrive", JobEvent::KIND_ARRIVED},  {"pause", JobEvent::KIND_PAUSED},
      {"resume", JobEvent::KIND_RESUMED},  {"complete", JobEvent::KIND_LEFT}};
  std::size_t next = 0;
  common::Instant last{};
  std::uint64_t number = 0;
  for (auto& bytes : store->operations(1, 10'000, std::size_t{1} << 30U)) {
    truckroll::wire::Operation operation;
    CHECK(operation.ParseFromString(bytes));
    UNSIGNED_LONGS_EQUAL(++number, operation.sequence());
    auto at = common::codec::from_timestamp(operation.at());
    CHECK(at >= last);
    last = at;
    if (operation.command().type() != "field.ScheduledEvent") continue;
    CHECK(next < std::size(steps));
    STRCMP_EQUAL(steps[next].action, operation.command().action().c_str());
    auto events = store->read_result([](const edge::store::RecordsView& view) {
      return view.where<JobEvent>("scheduled_event", van_test::visit);
    });
    auto made = std::count_if(events.begin(), events.end(), [&](auto& event) {
      return event.kind() == steps[next].kind && common::codec::from_timestamp(event.at()) == at;
    });
    LONGS_EQUAL_TEXT(1, made, steps[next].action);
    ++next;
  }
  LONGS_EQUAL(std::size(steps), next);
  STRCMP_EQUAL("done", state_of_visit(*store).c_str());
}

/// Else all that follows would be about another disk.
TEST(PowerCut, the_record_is_what_came_to_the_disk) {
  auto& day = recorded();
  support::TempFolder temp;
  auto events = day.events;
  // As if everything had been synced in the end.
  for (std::uint64_t file = 1; file < 1000; ++file) {
    powercut::Event sync;
    sync.kind = powercut::Event::Kind::sync;
    sync.file = file;
    events.push_back(sync);
  }
  for (auto& event : std::vector(events))
    if (event.kind == powercut::Event::Kind::link) {
      powercut::Event sync;
      sync.kind = powercut::Event::Kind::sync_folder;
      sync.path = std::filesystem::path(event.path).parent_path().string();
      events.push_back(sync);
    }
  std::mt19937 random(1);

  powercut::write_image(events, events.size(), random, temp / "data");

  int files = 0;
  for (auto& entry : std::filesystem::recursive_directory_iterator(day.folder())) {
    if (!entry.is_regular_file() || entry.path().filename() == "lock.mdb") continue;
    auto name = std::filesystem::relative(entry.path(), day.folder());
    CHECK_TEXT(content(entry.path()) == content((temp / "data") / name), name.c_str());
    ++files;
  }
  CHECK(files >= 8);  // store, key and photos
}

// features: EDGE-15 X-31
TEST(PowerCut, whatever_the_screen_said_was_saved_is_there_after_the_power_went_at_any_moment) {
  auto& day = recorded();
  CHECK(day.events.size() > 100);
  std::mt19937 random(7);
  auto cuts = cuts_wanted();
  for (std::size_t i = 0; i < cuts; ++i)
    // Evenly over the day first, then again with other sectors.
    Image(day, i * 7'919 % (day.events.size() + 1), random).check();
  UT_PRINT((std::to_string(cuts) + " power cuts in a day of " + std::to_string(day.events.size()) +
            " writes and syncs, nothing lost")
               .c_str());
}
