// `overt send` to servers that do what none should. Whatever comes back, the process ends by
// itself, says in a receipt what happened, and the event arrives once, or was answered for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <zlib.h>

#include "send_world.h"
#include "sender/test_tls_server.h"
#include "support/collector_process.h"
#include "support/slow.h"

namespace overt {
namespace {

using testing::answer;
using ::testing::AnyOf;
using testing::arrived_at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Outcome;
using testing::ReceivedRequest;
using testing::Reply;
using testing::TestServer;

// False once the client has gone.
bool write_to(int fd, std::string_view bytes) {
  return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

// Writes `head`, then `again` for ever.
Reply endlessly(std::string head, std::string again) {
  return {.act = [head = std::move(head), again = std::move(again)](int fd, const auto&) {
    if (!write_to(fd, head)) return;
    while (write_to(fd, again)) continue;
  }};
}

// Writes one byte a second, as long as the client stays.
Reply drip(std::string bytes) {
  return {.act = [bytes = std::move(bytes)](int fd, const auto&) {
    constexpr int kByteMs = 1000;
    for (const char byte : bytes) {
      if (!write_to(fd, {&byte, 1})) return;
      pollfd client{.fd = fd, .events = POLLIN, .revents = 0};
      if (::poll(&client, 1, kByteMs) != 0) return;  // nothing more comes but the end
    }
  }};
}

Reply answer_after(int wait_ms, Reply reply) {
  return {.act = [wait_ms, reply = std::move(reply)](int fd, const auto&) {
    pollfd client{.fd = fd, .events = POLLIN, .revents = 0};
    if (::poll(&client, 1, wait_ms) == 0) write_to(fd, reply.bytes);
  }};
}

// Writes `bytes`, then breaks the connection off.
Reply reset_after(std::string bytes) {
  return {.act = [bytes = std::move(bytes)](int fd, const auto&) {
    write_to(fd, bytes);
    // POSIX: the peer address AF_UNSPEC resets the socket.
    sockaddr nobody{};
    nobody.sa_family = AF_UNSPEC;
    ::connect(fd, &nobody, sizeof nobody);
  }};
}

Reply once(std::string bytes) { return {.bytes = std::move(bytes), .close = true}; }

// 64 MiB of zeros in 64 KiB.
std::string gzip_bomb() {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, MAX_MEM_LEVEL,
               Z_DEFAULT_STRATEGY);
  std::string zeros(std::size_t{64} << 20, '\0');
  std::string packed(std::size_t{128} << 10, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(zeros.data());
  stream.avail_in = static_cast<uInt>(zeros.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

class HostileServer : public testing::SendWorld {
 protected:
  // The server answers so once, and then as it should.
  struct Case {
    Reply reply;
    std::string_view why = "";  // of the receipt, in part
  };

  Outcome send_to(const TestServer& server) const {
    Outcome outcome = send(server.endpoint());
    EXPECT_FALSE(outcome.hung);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err << outcome.signal;
    return outcome;
  }

  // No answer that counts: the event is sent again, and is the same event.
  void expect_sent_again(const Case& hostile) {
    const TestServer server({hostile.reply});
    record();
    const std::size_t before = receipts().size();
    EXPECT_THAT(send_to(server).out,
                AnyOf(HasSubstr("the rest waits until"), HasSubstr("more events wait")));
    ASSERT_EQ(receipts().size(), before + 1);
    EXPECT_THAT(receipts().back()["why"].get<std::string>(), HasSubstr(hostile.why));
    EXPECT_EQ(receipts().back()["count"], 1);
    EXPECT_THAT(send_to(server).out, HasSubstr("sent 1 event to"));
    EXPECT_EQ(arrived_at(server).count(), 1) << "the same span both times";
    EXPECT_EQ(server.requests().size(), 2);
    EXPECT_THAT(send_to(server).out, HasSubstr("nothing waits"));
  }

  // The server has answered for the event, whatever else it said.
  void expect_settled(const Case& hostile, std::int64_t rejected = 0) {
    const TestServer server({hostile.reply});
    record();
    const std::size_t before = receipts().size();
    send_to(server);
    ASSERT_EQ(receipts().size(), before + 1);
    EXPECT_THAT(receipts().back()["why"].get<std::string>(), HasSubstr(hostile.why));
    EXPECT_EQ(receipts().back()["rejected"], rejected);
    EXPECT_THAT(send_to(server).out, HasSubstr("nothing waits"));
    EXPECT_EQ(server.requests().size(), 1);
  }
};

TEST_F(HostileServer, a_body_without_end_is_not_read_to_its_end) {
  expect_settled({endlessly("HTTP/1.1 200 OK\r\n\r\n", std::string(65536, 'x')), "too large"});
  expect_settled({endlessly("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                            "10000\r\n" + std::string(65536, 'x') + "\r\n"),
                  "too large"});
  expect_sent_again(
      {endlessly("HTTP/1.1 503 Busy\r\n\r\n", std::string(65536, 'x')), "answered 503"});
}

TEST_F(HostileServer, a_gzip_bomb_is_not_unpacked) {
  expect_settled({answer(200, gzip_bomb(), {"Content-Encoding: gzip"}), "not OTLP"});
}

TEST_F(HostileServer, headers_without_end_are_not_read_to_their_end) {
  expect_settled(
      {endlessly("HTTP/1.1 200 OK\r\n", "X: " + std::string(8000, 'x') + "\r\n"), "too large"});
  expect_sent_again({endlessly("HTTP/1.1 200 OK\r\nX: ", std::string(65536, 'x'))});
}

TEST_F(HostileServer, answers_that_only_announce_one_are_none) {
  expect_sent_again({endlessly("", "HTTP/1.1 100 Continue\r\n\r\n")});
  expect_sent_again({endlessly("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")});
  expect_sent_again({once("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")});
}

TEST_F(HostileServer, a_redirect_to_itself_is_final) {
  const TestServer elsewhere;
  expect_settled({answer(302, "", {"Location: /v1/traces"}), "answered 302"}, /*rejected=*/1);
  expect_settled({answer(308, "", {"Location: " + elsewhere.endpoint()}), "answered 308"}, 1);
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST_F(HostileServer, garbage_is_no_answer) {
  for (const char* garbage :
       {"hello, I am HTTP/0.9\n", "<html></html>", "\r\n\r\n\r\n", "HTTP/1.1\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "SSH-2.0-x\r\n", "\x16\x03\x01",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"}) {
    SCOPED_TRACE(garbage);
    expect_sent_again({once(garbage)});
  }
}

TEST_F(HostileServer, a_connection_that_breaks_off_is_no_answer) {
  expect_sent_again({reset_after("")});
  expect_sent_again({reset_after("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")});
  expect_sent_again({once("")});
  expect_sent_again({once("HTTP/1.1 200 OK\r\nContent-Le")});
}

TEST_F(HostileServer, lengths_that_are_lies_are_seen_through) {
  expect_sent_again({once("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")});
  expect_sent_again({once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf")});
  expect_sent_again({once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n\r\n")});
  expect_sent_again(
      {once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nx")});
  expect_settled({once("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore than that")});
}

TEST_F(HostileServer, is_believed_when_it_asks_for_a_wait_in_either_form) {
  for (const char* wait : {"Retry-After: 600", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT",
                           "Retry-After: x", "Retry-After: 99999999999999999999"}) {
    SCOPED_TRACE(wait);
    const TestServer server({answer(503, "", {wait})});
    record();
    EXPECT_THAT(send_to(server).out, HasSubstr("the rest waits until"));
    EXPECT_THAT(send_to(server).out, HasSubstr("sent 1 event to"));
    EXPECT_EQ(arrived_at(server).count(), 1);
  }
}

TEST_F(HostileServer, a_certificate_that_nobody_can_check_ends_it_before_anything_is_told) {
  testing::TlsServer of_another_name("DNS:telemetry.example");
  testing::TlsServer expired("IP:127.0.0.1", /*valid_s=*/-60);
  testing::TlsServer by_itself("IP:127.0.0.1");
  of_another_name.save_certificate(directory_.file("name.pem"));
  expired.save_certificate(directory_.file("expired.pem"));
  record();
  send(of_another_name.endpoint(), {"SSL_CERT_FILE=" + directory_.file("name.pem")});
  send(expired.endpoint(), {"SSL_CERT_FILE=" + directory_.file("expired.pem")});
  send(by_itself.endpoint());
  EXPECT_FALSE(of_another_name.was_told_anything());
  EXPECT_FALSE(expired.was_told_anything());
  EXPECT_FALSE(by_itself.was_told_anything());
  ASSERT_EQ(receipts().size(), 3);
  for (const auto& receipt : receipts()) {
    EXPECT_THAT(receipt["why"].get<std::string>(), HasSubstr("certificate"));
    EXPECT_EQ(receipt["status"], 0);
  }
  const TestServer server;
  EXPECT_THAT(send_to(server).out, HasSubstr("sent 1 event to"));
}

TEST_F(HostileServer, a_name_that_leads_nowhere_is_no_server) {
  record();
  send("https://telemetry.invalid/v1/traces");
  ASSERT_EQ(receipts().size(), 1);
  EXPECT_EQ(receipts()[0]["status"], 0);
  const TestServer server;
  EXPECT_THAT(send_to(server).out, HasSubstr("sent 1 event to"));
}

// Each needs as long as the sender may take.
TEST_F(HostileServer, one_that_drips_is_given_up) {
  OVERT_ONLY_IN_A_LONG_RUN("a run of the sender takes up to 10 s");
  expect_sent_again({drip("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n"), "Timeout"});
  expect_sent_again(
      {drip("HTTP/1.1 200 OK\r\n\r\n" + std::string(std::size_t{1} << 16, 'x')), "Timeout"});
}

TEST_F(HostileServer, one_that_only_listens_is_given_up) {
  OVERT_ONLY_IN_A_LONG_RUN("a run of the sender takes up to 10 s");
  expect_sent_again({testing::swallow(), "Timeout"});
}

TEST_F(HostileServer, one_that_answers_late_has_answered) {
  OVERT_ONLY_IN_A_LONG_RUN("it waits 5 s");
  expect_settled({answer_after(5000, answer(200))});
}

TEST_F(HostileServer, one_to_which_no_connection_comes_about_is_given_up) {
  OVERT_ONLY_IN_A_LONG_RUN("a connection is waited for 5 s");
  // Nobody takes connections; those that wait fill the queue, and the next one is not answered.
  const UniqueFd hole(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(::bind(hole.get(), generic, size), 0);
  ASSERT_EQ(::listen(hole.get(), 0), 0);
  ASSERT_EQ(::getsockname(hole.get(), generic, &size), 0);
  std::vector<UniqueFd> waiting;
  for (int i = 0; i < 8; ++i) {
    waiting.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ::connect(waiting.back().get(), generic, size);
  }
  record();
  send("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/v1/traces");
  ASSERT_EQ(receipts().size(), 1);
  EXPECT_THAT(receipts()[0]["why"].get<std::string>(), HasSubstr("Timeout"));
  const TestServer server;
  EXPECT_THAT(send_to(server).out, HasSubstr("sent 1 event to"));
}

// Between the sender and a real collector: hands each request on, and the answer back only where it
// is not to be lost.
Reply hand_on(std::uint16_t port, bool lose_answer) {
  return {.act = [port, lose_answer](int fd, const ReceivedRequest& request) {
    const UniqueFd collector(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::connect(collector.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      return;
    }
    write_to(collector.get(), request.line +
                                  "\r\nHost: a\r\nConnection: close\r\n"
                                  "Content-Type: application/x-protobuf\r\nContent-Length: " +
                                  std::to_string(request.body.size()) + "\r\n\r\n" + request.body);
    std::string reply;
    std::array<char, 4096> bytes;
    ssize_t count = 0;
    while ((count = ::recv(collector.get(), bytes.data(), bytes.size(), 0)) > 0) {
      reply.append(bytes.data(), static_cast<std::size_t>(count));
    }
    EXPECT_THAT(reply, ::testing::StartsWith("HTTP/1.1 200"));
    if (!lose_answer) write_to(fd, reply);
  }};
}

TEST_F(HostileServer, events_whose_answers_were_lost_are_once_in_the_collectors_store) {
  testing::CollectorProcess collector(OVERT_PROGRAM,
                                      {"--contract", contract_, "--data", directory_.file("data")});
  const std::uint16_t port = collector.ingest_port();
  const TestServer server({hand_on(port, true), hand_on(port, true), hand_on(port, false),
                           hand_on(port, true), hand_on(port, false)});
  record(600);  // two requests
  for (int run = 0; run < 4; ++run) send_to(server);
  EXPECT_EQ(server.requests().size(), 5);
  EXPECT_EQ(arrived_at(server).spans, 3 * 512 + 2 * 88);

  // What it still holds is in the store once it has ended.
  EXPECT_EQ(collector.end_by(SIGTERM), 0);
  const Outcome report =
      testing::run_program({.argv = {OVERT_PROGRAM, "report", "activity", "--format", "json",
                                     "--data", directory_.file("data")}});
  ASSERT_EQ(report.exit_code, 0) << report.err;
  EXPECT_EQ(nlohmann::json::parse(report.out)["coverage"]["events"], 600);
}

}  // namespace
}  // namespace overt
