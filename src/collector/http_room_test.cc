#include "collector/http_room.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Does = HttpRoom::Does;

// Writes its number down when it is told to give way.
class Numbered final : public HttpRoom::Guest {
 public:
  Numbered(int number, std::vector<int>& told) : number_(number), told_(told) {}
  void give_way() override { told_.push_back(number_); }

 private:
  int number_;
  std::vector<int>& told_;
};

class HttpRoomTest : public ::testing::Test {
 protected:
  std::optional<HttpRoom::Seat> enter(int number) {
    return room_.enter(std::make_shared<Numbered>(number, told_));
  }

  std::vector<int> told_;
  HttpRoom room_{3};
};

TEST_F(HttpRoomTest, nobody_gives_way_while_there_is_a_seat) {
  for (const int number : {1, 2, 3}) EXPECT_TRUE(enter(number));
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(HttpRoomTest, who_has_waited_longest_gives_way) {
  for (const int number : {1, 2, 3, 4, 5}) EXPECT_TRUE(enter(number));
  EXPECT_THAT(told_, ElementsAre(1, 2));
  EXPECT_EQ(room_.leaving(), 2U);
}

TEST_F(HttpRoomTest, an_answered_request_makes_a_guest_the_last_to_give_way) {
  const auto first = *enter(1);
  enter(2);
  enter(3);
  for (const Does does : {Does::kSending, Does::kBusy, Does::kIdle}) room_.now(first, does);
  for (const int number : {4, 5, 6}) enter(number);
  EXPECT_THAT(told_, ElementsAre(2, 3, 1));
}

TEST_F(HttpRoomTest, idle_or_sending_the_longest_gives_way) {
  const auto first = *enter(1);
  enter(2);
  const auto third = *enter(3);
  room_.now(third, Does::kSending);
  room_.now(first, Does::kSending);
  for (const int number : {4, 5, 6}) enter(number);
  EXPECT_THAT(told_, ElementsAre(2, 3, 1));
}

TEST_F(HttpRoomTest, whose_request_is_whole_never_gives_way) {
  std::vector<HttpRoom::Seat> seats;
  for (const int number : {1, 2, 3}) seats.push_back(*enter(number));
  for (const auto seat : seats) room_.now(seat, Does::kBusy);
  EXPECT_FALSE(enter(4));
  room_.now(seats[1], Does::kIdle);
  EXPECT_TRUE(enter(5));
  EXPECT_THAT(told_, ElementsAre(2));
}

TEST_F(HttpRoomTest, who_was_told_too_late_stays) {
  const auto first = *enter(1);
  for (const int number : {2, 3, 4}) enter(number);
  EXPECT_THAT(told_, ElementsAre(1));
  room_.now(first, Does::kSending);
  EXPECT_EQ(room_.leaving(), 1U);
  room_.now(first, Does::kBusy);
  EXPECT_EQ(room_.leaving(), 0U);
}

TEST_F(HttpRoomTest, when_bytes_run_out_those_give_way_that_have_some) {
  enter(1);
  const auto second = *enter(2);
  room_.hurry();
  EXPECT_THAT(told_, IsEmpty());
  room_.now(second, Does::kSending);
  room_.hurry();
  room_.hurry();
  EXPECT_THAT(told_, ElementsAre(2));
}

TEST_F(HttpRoomTest, it_can_let_go_of_all) {
  auto guest = std::make_shared<Numbered>(1, told_);
  room_.enter(guest);
  EXPECT_EQ(guest.use_count(), 2);
  room_.clear();
  EXPECT_EQ(guest.use_count(), 1);
}

TEST_F(HttpRoomTest, it_is_empty_when_the_last_has_left) {
  const auto first = *enter(1);
  const auto second = *enter(2);
  room_.now(second, Does::kBusy);
  room_.close();
  EXPECT_THAT(told_, ElementsAre(1));
  EXPECT_FALSE(room_.wait_until_empty(std::chrono::milliseconds(0)));
  room_.leave(first);
  const std::jthread last([&] { room_.leave(second); });
  EXPECT_TRUE(room_.wait_until_empty(std::chrono::seconds(60)));
}

}  // namespace
}  // namespace overt
