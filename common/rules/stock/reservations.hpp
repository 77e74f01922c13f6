#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/rules/records.hpp"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/stock/stock_reservation.pb.h"

/// Parts kept for jobs. Booking calls these; two jobs never hold the same piece.
namespace common::rules::stock {

/// A part of which less is free at the place than the job needs. Quantities in millionths.
struct Shortage {
  std::string product, code, name;
  std::string place;  ///< id
  std::string place_name;
  std::int64_t wanted = 0;
  std::int64_t free = 0;  ///< never below zero here
  /// "Ignition electrode Z-12: 2 wanted, 1 free in Van 3".
  Sentence text() const;
};

struct Reserved {
  std::vector<truckroll::stock::StockReservation>
      reservations;  ///< made now; held, and short for what is missing
  std::vector<Shortage> shortages;
};

/// What would be short if the job's parts were reserved there. Changes nothing; for the screen
/// before saving.
std::vector<Shortage> find_shortages(Records& records,
                                     const truckroll::field::WorkOrder& work_order,
                                     const std::string& place);
/// Reserves the job's parts (its lines of kind part, less what is reserved or used already). With a
/// shortage nothing is reserved, unless it is accepted: then what is missing stands as short and is
/// covered when goods come in.
Reserved reserve_parts(Records& records, const truckroll::field::WorkOrder& work_order,
                       const std::string& place, std::optional<Instant> needed_at,
                       bool accept_shortage);
/// Gives back all that is held or short for the job.
void release_parts(Records& records, const std::string& work_order);
/// The job goes to another van: releases elsewhere and reserves there; what is missing there is
/// short.
Reserved move_reservations(Records& records, const truckroll::field::WorkOrder& work_order,
                           const std::string& to_place);

/// A job has used goods of a place: its reservation there becomes less, or is consumed.
void consume_reservations(Records& records, const std::string& work_order, const std::string& place,
                          const std::string& product, std::int64_t quantity);
/// After goods came or went: what is held beyond what is on hand falls short, the latest need
/// first; what is short is covered as far as goods are free, the earliest need first.
void settle_reservations(Records& records, const std::string& place, const std::string& product);

}  // namespace common::rules::stock
