#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "edge/day/journey.hpp"
#include "edge/day/papers.hpp"
#include "edge/day/van.hpp"

namespace edge::day {

/// What the technician does, one function a press. Each is one operation or a few, durable on
/// return. Inputs are the JSON of the HTTP contract; what is missing or wrong is bad_input naming
/// the field, what the rules refuse comes as they say it. They return the id of what was made or
/// moved. Any thread.
class Commands {
 public:
  Commands(Van& van, Journey& journey, Papers& papers)
      : van_(van), journey_(journey), papers_(papers) {}

  static constexpr std::size_t photo_bytes_max = 12 << 20;

  /// accept, decline, on-my-way, turn-back, arrive, start, pause, resume, no-access, complete.
  /// A press that was made already is none.
  void move_visit(const std::string& visit, const std::string& action, const nlohmann::json& input);
  /// The board's "on my way" button: the next visit that is due today. A second press, by button or
  /// screen, belongs to the journey that has begun. Throws not_found when no visit is due.
  struct ButtonPress {
    std::string visit;
    bool is_new = false;  ///< a journey began
  };
  ButtonPress press_on_my_way();
  std::string add_note(const std::string& visit, const nlohmann::json& input);
  struct Photo {
    std::string id, sha256;
  };
  /// JPEG, PNG or WebP; refused with conflict while the storage is full.
  Photo add_photo(const std::string& visit, const std::string& bytes, const std::string& note);
  /// `list` is a list's id, or of a template that nobody has begun to answer.
  void answer(const std::string& visit, const std::string& list, const nlohmann::json& input);

  /// Throws not_found for an unknown code; conflict with field "reason" when less than nothing
  /// would be left and no reason is given.
  std::string use_part(const std::string& visit, const nlohmann::json& input);
  void return_part(const std::string& visit, const std::string& move);
  std::string receive(const nlohmann::json& input);
  std::string hand_over(const nlohmann::json& input);

  std::string start_time(const std::string& visit, const nlohmann::json& input);
  void stop_time(const std::string& visit);

  /// He works alone, and reports every so many minutes; is well; does not work alone any more.
  std::string start_safety(const std::string& visit, const nlohmann::json& input);
  void extend_safety(const std::string& timer, const nlohmann::json& input);
  void end_safety(const std::string& timer);

  /// Fills the template for the visit. Throws conflict when its form has not arrived yet.
  std::string make_paper(const std::string& visit, const nlohmann::json& input);
  /// Fills it anew from what is known now; conflict once it is signed.
  void refill_paper(const std::string& paper);
  void sign_paper(const std::string& paper, const nlohmann::json& input);

  /// A job that is asked for on the spot: {site, job_type, summary, description, contact,
  /// equipment: [id]}; answers with the visit, which is his from now on.
  std::string take_on(const nlohmann::json& input);
  /// A customer met on the road: {kind, name, contact, address, phone, mail, access_notes}.
  std::string add_customer(const nlohmann::json& input);
  /// Of an account or a visit's job, at the prices that were shown: conflict with field
  /// "expected_total" when they are others now.
  std::string draw_up_quote(const nlohmann::json& input);
  void accept_quote(const std::string& quote, const nlohmann::json& input);
  void decline_quote(const std::string& quote, const nlohmann::json& input);
  /// Bills the visit's job with a number of this van's; conflict as above.
  std::string issue_invoice(const std::string& visit, const nlohmann::json& input);
  /// {method, amount, reference}: for the job's invoice where it has one.
  std::string take_payment(const std::string& visit, const nlohmann::json& input);

  /// Records of the company's own types (see own.hpp). Inputs are objects of field names and
  /// values.
  std::string add_own(const std::string& type, const nlohmann::json& input);
  void change_own(const std::string& type, const std::string& record, const nlohmann::json& input);
  void move_own(const std::string& type, const std::string& record, const std::string& action);

 private:
  struct Filled {
    std::string data;
    truckroll::wire::Blob blob;
  };
  std::string form_bytes(const truckroll::content::PaperworkTemplate& paper);
  Filled fill(const truckroll::content::PaperworkTemplate& paper, const std::string& visit);
  void prepare(const Crew& crew, const std::string& paper, const Filled& filled,
               const std::string& name);
  truckroll::wire::Blob keep(const std::string& bytes, const std::string& mime);
  std::string place_of(const std::string& visit) const;
  std::string other_place(const nlohmann::json& input) const;
  template <class Input>
  void set_position(Input& input) const {
    auto at = journey_.whereabouts();
    if (!at.fix) return;
    *input.mutable_position() = position_of(*at.fix);
    if constexpr (requires { input.mutable_accuracy_m(); })
      if (at.fix->accuracy_m) *input.mutable_accuracy_m() = accuracy_of(*at.fix);
  }
  static truckroll::Position position_of(const board::Fix& fix);
  static truckroll::Decimal accuracy_of(const board::Fix& fix);
  void on_my_way(const Crew& crew, const truckroll::field::ScheduledEvent& visit,
                 const nlohmann::json& input, const std::string& place);

  Van& van_;
  Journey& journey_;
  Papers& papers_;
};

}  // namespace edge::day
