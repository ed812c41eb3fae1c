# An image with nothing but the static binary: docker run --rm -v "$PWD:/paper" siglum check
FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /siglum
COPY . .
RUN cargo build --release --locked --package siglum && strip target/release/siglum

FROM scratch
COPY --from=build /siglum/target/release/siglum /siglum
COPY LICENSE-MIT LICENSE-APACHE /
WORKDIR /paper
ENTRYPOINT ["/siglum"]
