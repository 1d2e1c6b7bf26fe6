//! Encoded packets in a file of their own: what an encoder leaves behind, and what the muxer joins.
//!
//! The file is `RUSHPKT1`, the caps as text behind their length, then the packets, each a fixed head and its bytes. All
//! numbers are little-endian.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

const MAGIC: &[u8; 8] = b"RUSHPKT1";
const HEAD: usize = 29;
/// No packet and no caps are larger than this; a damaged file must not make us allocate without end.
const LARGEST: u32 = 256 * 1024 * 1024;

/// One encoded picture or block of sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packet {
    /// When it is shown, in nanoseconds from the stream's beginning.
    pub(crate) pts: i64,
    /// When it is decoded; may come before the beginning.
    pub(crate) dts: i64,
    /// Nanoseconds.
    pub(crate) duration: u64,
    /// Whether decoding can begin here.
    pub(crate) key: bool,
    /// What the encoder wrote.
    pub(crate) data: Vec<u8>,
}

/// Writes packets to a file.
pub(crate) struct PacketWriter(BufWriter<File>);

impl PacketWriter {
    /// Begins a file of packets of one kind.
    pub(crate) fn create(path: &Path, caps: &str) -> io::Result<Self> {
        let mut out = BufWriter::new(File::create(path)?);
        out.write_all(MAGIC)?;
        let length = u32::try_from(caps.len()).map_err(io::Error::other)?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(caps.as_bytes())?;
        Ok(Self(out))
    }

    /// Adds a packet.
    pub(crate) fn write(&mut self, packet: &Packet) -> io::Result<()> {
        let length = u32::try_from(packet.data.len()).map_err(io::Error::other)?;
        self.0.write_all(&packet.pts.to_le_bytes())?;
        self.0.write_all(&packet.dts.to_le_bytes())?;
        self.0.write_all(&packet.duration.to_le_bytes())?;
        self.0.write_all(&[u8::from(packet.key)])?;
        self.0.write_all(&length.to_le_bytes())?;
        self.0.write_all(&packet.data)
    }

    /// Makes sure that everything is in the file.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What the packets of a file are; `None` when it is no such file.
pub(crate) fn packets_of(path: &Path) -> Option<String> {
    PacketReader::open(path).ok().map(|reader| reader.caps)
}

/// Reads packets from a file.
pub(crate) struct PacketReader {
    file: BufReader<File>,
    /// What the packets are.
    pub(crate) caps: String,
}

impl PacketReader {
    /// Opens a file and reads what its packets are.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut file = BufReader::new(File::open(path)?);
        let mut magic = [0; 8];
        file.read_exact(&mut magic)?;
        if &magic != MAGIC {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut length = [0; 4];
        file.read_exact(&mut length)?;
        let caps = String::from_utf8(bytes(&mut file, u32::from_le_bytes(length))?).map_err(io::Error::other)?;
        Ok(Self { file, caps })
    }

    fn next_packet(&mut self) -> io::Result<Option<Packet>> {
        let mut head = [0; HEAD];
        if self.file.read(&mut head[..1])? == 0 {
            return Ok(None);
        }
        self.file.read_exact(&mut head[1..])?;
        let eight = |at: usize| <[u8; 8]>::try_from(&head[at..at + 8]).unwrap_or_default();
        let length = u32::from_le_bytes([head[25], head[26], head[27], head[28]]);
        Ok(Some(Packet {
            pts: i64::from_le_bytes(eight(0)),
            dts: i64::from_le_bytes(eight(8)),
            duration: u64::from_le_bytes(eight(16)),
            key: head[24] != 0,
            data: bytes(&mut self.file, length)?,
        }))
    }
}

impl Iterator for PacketReader {
    type Item = io::Result<Packet>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_packet().transpose()
    }
}

fn bytes(file: &mut impl Read, length: u32) -> io::Result<Vec<u8>> {
    if length > LARGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut data = vec![0; length as usize];
    file.read_exact(&mut data)?;
    Ok(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("packets");
        let packets = [
            Packet { pts: 0, dts: -80_000_000, duration: 40_000_000, key: true, data: vec![1, 2, 3] },
            Packet { pts: 120_000_000, dts: -40_000_000, duration: 40_000_000, key: false, data: vec![] },
        ];
        let mut writer = PacketWriter::create(&path, "video/x-h264").unwrap();
        packets.iter().for_each(|p| writer.write(p).unwrap());
        writer.finish().unwrap();
        let reader = PacketReader::open(&path).unwrap();
        assert_eq!(reader.caps, "video/x-h264");
        assert_eq!(reader.collect::<io::Result<Vec<_>>>().unwrap(), packets);
    }

    #[test]
    fn a_cut_or_foreign_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("packets");
        let mut writer = PacketWriter::create(&path, "x").unwrap();
        writer.write(&Packet { pts: 0, dts: 0, duration: 1, key: true, data: vec![7; 100] }).unwrap();
        writer.finish().unwrap();
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert!(PacketReader::open(&path).unwrap().next().unwrap().is_err());
        std::fs::write(&path, b"something else entirely").unwrap();
        assert!(PacketReader::open(&path).is_err());
    }
}
