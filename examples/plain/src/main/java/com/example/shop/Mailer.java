package com.example.shop;

/** Sends mail; what a handler needs and a test replaces. */
public interface Mailer {

  void send(String to, String text);
}
