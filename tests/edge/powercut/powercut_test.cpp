#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

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
  std::string state;     ///< of the visit; empty before the hub sent it
  std::string photo;     ///< SHA-256 of one that has to be there from now on
  std::string released;  ///< of one that may be gone from now on
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
  void released(const std::string& what, const std::string& photo) {
    saved(what);
    all_saved.back().released = photo;
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
    send_and_release();
    act("resume");
    act("parts", {{"code", "7610000000017"}, {"quantity", "2"}});
    acknowledge(9);
    act("complete", {{"resolution", "Drained"},
                     {"part_done", true},
                     {"return_visit", {{"reason", "Pump ordered"}}}});
  }
  void take_photo(int number) {
    auto bytes = van_test::picture() +
                 std::string(number == 5 ? 150'000 : 20'000, static_cast<char>('a' + number));
    common::http::Headers headers;
    headers.add("Content-Type", "image/jpeg");
    auto reply = van_.client->send(common::http::Method::post,
                                   "/api/visits/" + van_test::visit + "/photos", headers, bytes);
    if (reply.status != 201) throw std::runtime_error("photo: " + reply.body);
    photos_.push_back(reply.json()["sha256"].get<std::string>());
    saved("photo", photos_.back());
  }
  /// The hub has the first photo, a form comes down, and the card needs room.
  void send_and_release() {
    truckroll::wire::BlobState state;
    state.set_sha256(photos_.front());
    state.set_have_bytes(1'000'000);
    state.set_durable(true);
    van_.store->note_blob(state);
    released("photo sent", photos_.front());
    std::string form(90'000, 'f');
    van_.store->keep_blob(form, "application/pdf");
    saved("form fetched", common::sha256_hex(form));
    released("room wanted", common::sha256_hex(form));
    van_.store->release_blobs(0);
    if (van_.store->has_blob(photos_.front())) throw std::runtime_error("nothing was released");
    saved("room made");
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
  std::vector<std::string> photos_;
  std::uint64_t batches_ = 1;
};

const RecordedDay& recorded() {
  static RecordedDay day;
  return day;
}

/// What must be there when the power went before event `cut`, against what is.
class Image {
 public:
  Image(const RecordedDay& day, const std::vector<powercut::Event>& events, std::size_t cut,
        std::mt19937& random)
      : day_(day), events_(events), cut_(cut), folder_(temp_ / "data") {
    powercut::write_image(events, cut, random, folder_);
  }

  /// Says what was lost; empty when nothing was.
  std::string find_fault() {
    auto last = find_last_saved();
    std::string fault;
    try {
      fault = look_for_fault(last);
    } catch (const std::exception& error) {
      fault = error.what();
    }
    return fault.empty() ? fault : text_ + ": " + fault;
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
      if (events_[i].kind == powercut::Event::Kind::saved) last = events_[i].number;
    text_ = "cut " + std::to_string(cut_) + " of " + std::to_string(events_.size()) + ", after " +
            (last ? day_.all_saved[*last].what : "nothing");
    return last;
  }
  std::string look_for_fault(std::optional<std::size_t> last) {
    auto store = open();
    if (!last) return {};  // nothing was said to be saved
    if (!store->damage().empty()) return store->damage();
    auto found = look(*store, "");
    auto& saved = day_.all_saved[*last];
    if (found.next_sequence < saved.next_sequence) return "the next number went back";
    if (found.acked < saved.acked) return "what was acknowledged went back";
    for (std::size_t i = 0; i < saved.operations.size(); ++i)
      if (found.operations.at(i) != saved.operations[i]) return "another operation";
    if (!is_as_told(found, &Saved::state, *last)) return "the visit is " + found.state;
    if (!is_as_told(found, &Saved::office, *last)) return "the job is " + found.office;
    check_files(*store, *last);
    if (auto fault = check_operations(*store, found); !fault.empty()) return fault;
    if (cut_ % 10 != 0) return {};
    store.reset();
    return open()->damage();  // and it starts again
  }
  /// As told last, or what was being saved just then.
  bool is_as_told(const Saved& found, std::string Saved::*member, std::size_t last) {
    auto& value = found.*member;
    return value == day_.all_saved[last].*member ||
           (last + 1 < day_.all_saved.size() && value == day_.all_saved[last + 1].*member);
  }
  void check_files(edge::store::Store& store, std::size_t last) {
    std::set<std::string> wanted;
    for (std::size_t i = 0; i <= last; ++i) {
      auto& saved = day_.all_saved[i];
      if (!saved.photo.empty()) wanted.insert(saved.photo);
      if (!saved.released.empty()) released_.insert(saved.released);
    }
    // What the hub has may go while that is being told.
    if (last + 1 < day_.all_saved.size()) released_.insert(day_.all_saved[last + 1].released);
    for (auto& sha256 : wanted)
      if (!released_.count(sha256)) store.load_blob(sha256);  // throws unless it is whole
  }
  /// Each with its time and its place in the order; and no operation without its files, not even
  /// one that nobody was told of yet.
  std::string check_operations(edge::store::Store& store, const Saved& found) {
    std::uint64_t number = 0;
    for (auto& bytes : found.operations) {
      truckroll::wire::Operation operation;
      if (!operation.ParseFromString(bytes)) return "an operation cannot be read";
      if (operation.sequence() != ++number) return "an operation has another number";
      if (!operation.has_at()) return "an operation has no time";
      for (auto& blob : operation.blobs())
        if (!released_.count(blob.sha256())) store.load_blob(blob.sha256());
    }
    return {};
  }

  support::TempFolder temp_;
  const RecordedDay& day_;
  const std::vector<powercut::Event>& events_;
  const std::size_t cut_;
  const std::filesystem::path folder_;
  std::string text_;
  std::set<std::string> released_;  // files that may be gone
  common::FakeClock clock_{common::parse_instant(van_test::day + "T18:00:00Z")};
};

std::size_t number_of(const char* variable, std::size_t otherwise) {
  auto text = std::getenv(variable);
  return text ? std::stoul(text) : otherwise;
}

/// Evenly over the day first, then again with other sectors. What the first lost; empty for none.
std::string find_loss(const std::vector<powercut::Event>& events, std::size_t cuts,
                      std::size_t seed) {
  std::mt19937 random(static_cast<std::mt19937::result_type>(seed));
  for (std::size_t i = 0; i < cuts; ++i) {
    Image image(recorded(), events, i * 7'919 % (events.size() + 1), random);
    if (auto fault = image.find_fault(); !fault.empty()) return fault;
  }
  return {};
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<powercut::Event> without(powercut::Event::Kind kind, const std::string& of) {
  auto events = recorded().events;
  std::erase_if(events, [&](auto& event) {
    return event.kind == kind && event.path.find(of) != event.path.npos;
  });
  return events;
}

}  // namespace

TEST_GROUP(PowerCut){};

// features: EDGE-02
TEST(PowerCut, each_step_of_an_offline_job_is_there_afterwards_with_its_time_and_number) {
  auto& day = recorded();
  std::mt19937 random(3);
  Image image(day, day.events, day.events.size(), random);

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
  CHECK(files >= 7);  // store, key and photos
  for (auto& entry : std::filesystem::recursive_directory_iterator(temp / "data")) {
    auto name = std::filesystem::relative(entry.path(), temp / "data");
    CHECK_TEXT(std::filesystem::exists(day.folder() / name), name.c_str());  // none was removed
  }
}

// features: EDGE-15 X-31
TEST(PowerCut, whatever_the_screen_said_was_saved_is_there_after_the_power_went_at_any_moment) {
  auto& day = recorded();
  CHECK(day.events.size() > 100);
  auto cuts = number_of("TRUCKROLL_POWER_CUTS", 1'000);

  STRCMP_EQUAL("", find_loss(day.events, cuts, number_of("TRUCKROLL_POWER_SEED", 7)).c_str());

  UT_PRINT((std::to_string(cuts) + " power cuts in a day of " + std::to_string(day.events.size()) +
            " writes and syncs, nothing lost")
               .c_str());
}

/// Else the images would be too kind to find anything.
TEST(PowerCut, without_the_syncs_of_photos_of_their_names_or_of_the_store_something_is_lost) {
  using Kind = powercut::Event::Kind;
  CHECK(!find_loss(without(Kind::sync, "blobs"), 400, 1).empty());
  CHECK(!find_loss(without(Kind::sync_folder, "blobs"), 400, 1).empty());
  CHECK(!find_loss(without(Kind::sync, ".mdb"), 400, 1).empty());
}
