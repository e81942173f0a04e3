package com.example.billing;

/** An invoice, which partners send as a line such as {@code acme;I-1;1999}. */
public record Invoice(String customer, String number, long cents) {}
